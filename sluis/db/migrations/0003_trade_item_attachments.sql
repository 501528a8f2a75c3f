-- Pictures, documents and relations that are about a trade item, not about its product.

alter table trade_item
  add column attachments jsonb not null default '[]',
  add column relations   jsonb not null default '[]';
