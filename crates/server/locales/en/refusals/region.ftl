# What is said when a rule of “region” says no
region-not-a-code = The region was not recognised.
    .title = Please choose a region
    .next = Choose province, city and county from the lists.
region-not-a-county = Residence is asked for down to the county or district, and only the level above was chosen ({ $code }).
    .title = Please choose a county
    .next = Go on and choose the county or district.
