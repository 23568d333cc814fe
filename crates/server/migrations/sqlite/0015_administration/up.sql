-- Which of the three administrators an owner of the platform is, once its work is divided: 1 system, 2 security, 3 audit.
alter table account add column duty integer not null default 0 check (duty between 0 and 3);
