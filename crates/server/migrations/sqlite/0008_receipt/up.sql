-- What a provider gave for a message that it took, and how often it was asked about one whose fate isn't known.
alter table message add column receipt text not null default '';
alter table message add column asks integer not null default 0;
