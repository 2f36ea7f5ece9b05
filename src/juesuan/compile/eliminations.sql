-- Transfers between units, taken back on both sides (合并抵销): the leaves of the entries they name, negative.
SELECT e.unit, e.side, e.function, e.economic, e.project, e.source, e.fund, e.nature,
       CAST(-sum(t.amount) * 100 AS BIGINT) AS cents
FROM (SELECT paid AS entry, amount FROM transfers UNION ALL SELECT received AS entry, amount FROM transfers) t
JOIN entries e ON e.id = t.entry
GROUP BY e.unit, e.side, e.function, e.economic, e.project, e.source, e.fund, e.nature
