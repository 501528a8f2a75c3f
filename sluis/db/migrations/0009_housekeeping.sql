-- What system tasks keep and look at.

alter table delivery
  add column removed_at  timestamptz,  -- retention has removed its original
  add column verified_at timestamptz;  -- its original was last found to be as it came

create table catalogue_statistic (
  environment          integer not null references environment,
  day                  date not null,
  supplier_gln         text collate "C" not null,
  products             bigint not null,
  products_archived    bigint not null,
  trade_items          bigint not null,
  trade_items_archived bigint not null,
  primary key (environment, day, supplier_gln)
);
