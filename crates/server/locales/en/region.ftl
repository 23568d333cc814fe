# Regions
region-title = Choose a region
region-all = All regions
region-lead = Choose where you are to see what is going on around you.
region-activities = Activities here
region-organisations = Organisations here
region-hours = Disclosed hours here
