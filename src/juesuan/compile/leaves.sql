-- The only pass over the vouchers: money by everything a form asks for, as integers of 分.
-- Both DuckDB and Spark SQL speak this; `entries` has amount as DECIMAL(18, 2) yuan and empty strings for no value.
SELECT unit, side, function, economic, project, source, fund, nature,
       CAST(sum(amount) * 100 AS BIGINT) AS cents
FROM entries
GROUP BY unit, side, function, economic, project, source, fund, nature
