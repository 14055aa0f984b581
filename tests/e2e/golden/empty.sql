-- a store that knows nobody
DELETE FROM customer;
