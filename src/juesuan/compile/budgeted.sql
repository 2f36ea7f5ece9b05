-- Budget lines by stage: what stood at the start (initial), and with all adjustments (final), as integers of 分.
SELECT b.unit, b.function, b.project, b.fund, s.stage,
       CASE WHEN b.nature <> 'basic' THEN b.nature
            WHEN substr(b.economic, 1, 3) IN ('301', '303') THEN 'personnel' ELSE 'public' END AS nature,
       CAST(sum(b.amount) * 100 AS BIGINT) AS cents
FROM budget b
JOIN (SELECT 'initial' AS stage, 'initial' AS line UNION ALL SELECT 'final', 'initial'
      UNION ALL SELECT 'final', 'adjust' UNION ALL SELECT 'final', 'supplement') s ON s.line = b.stage
GROUP BY 1, 2, 3, 4, 5, 6
