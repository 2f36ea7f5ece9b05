-- Leaves to facts: every leaf counts for each of its ancestors on each dimension ('' is the total of a dimension).
-- The trees (member, ancestor) come from the taxonomy; `leaves` are those of `leaves.sql` and `eliminations.sql`.
WITH spent AS (
  SELECT l.function, l.fund, l.economic, l.project, u.kind,
         CASE WHEN l.nature <> 'basic' THEN l.nature
              WHEN substr(l.economic, 1, 3) IN ('301', '303') THEN 'personnel' ELSE 'public' END AS nature,
         CAST(sum(l.cents) AS BIGINT) AS cents
  FROM leaves l JOIN units u ON u.code = l.unit
  WHERE l.side = 'expenditure'
  GROUP BY 1, 2, 3, 4, 5, 6
), earned AS (
  SELECT function, source, CAST(sum(cents) AS BIGINT) AS cents
  FROM leaves WHERE side = 'revenue' GROUP BY 1, 2
), by_nature AS (
  SELECT function, fund, nature, CAST(sum(cents) AS BIGINT) AS cents FROM spent GROUP BY 1, 2, 3
)
-- 01, 03, 04, 05, 07, 08: expenditure by function, fund and nature
SELECT 'expenditure' AS measure, 'actual' AS stage, t.ancestor AS function, '' AS economic, f.ancestor AS fund,
       '' AS source, n.ancestor AS nature, '' AS sangong, '' AS project, CAST(sum(s.cents) AS BIGINT) AS cents
FROM by_nature s
JOIN function_tree t ON t.member = s.function
JOIN fund_tree f ON f.member = s.fund
JOIN nature_tree n ON n.member = s.nature
GROUP BY t.ancestor, f.ancestor, n.ancestor
UNION ALL
-- 06: basic expenditure of the general budget by economic kind
SELECT 'expenditure', 'actual', '', e.ancestor, 'general', '', 'basic', '', '', CAST(sum(s.cents) AS BIGINT)
FROM spent s JOIN economic_tree e ON e.member = s.economic
WHERE s.fund = 'general' AND s.nature IN ('personnel', 'public') AND e.ancestor <> ''
GROUP BY e.ancestor
UNION ALL
-- 02, 07: revenue by function and source
SELECT 'revenue', 'actual', t.ancestor, '', '', o.ancestor, '', '', '', CAST(sum(r.cents) AS BIGINT)
FROM earned r
JOIN function_tree t ON t.member = r.function
JOIN source_tree o ON o.member = r.source
GROUP BY t.ancestor, o.ancestor
UNION ALL
-- 09: the three public expenses out of fiscal money
SELECT 'expenditure', 'actual', '', '', '', '', '', g.ancestor, '', CAST(sum(s.cents) AS BIGINT)
FROM spent s
JOIN sangong_codes c ON c.economic = s.economic
JOIN sangong_tree g ON g.member = c.sangong
WHERE s.fund IN ('general', 'government_fund', 'state_capital')
GROUP BY g.ancestor
UNION ALL
-- projects
SELECT 'expenditure', 'actual', '', '', '', '', 'project', '', s.project, CAST(sum(s.cents) AS BIGINT)
FROM spent s WHERE s.project <> '' GROUP BY s.project
UNION ALL
-- 机关运行经费: public expenses of administrative units and those under the civil-service law
SELECT 'operating_cost', 'actual', '', '', '', '', '', '', '', CAST(sum(s.cents) AS BIGINT)
FROM spent s WHERE s.fund = 'general' AND s.nature = 'public' AND s.kind IN ('administrative', 'civil')
HAVING sum(s.cents) IS NOT NULL
UNION ALL
-- budgets: initial, and final as the sum of all stages
SELECT 'expenditure', b.stage, t.ancestor, '', f.ancestor, '', n.ancestor, '', '', CAST(sum(b.cents) AS BIGINT)
FROM budgeted b
JOIN function_tree t ON t.member = b.function
JOIN fund_tree f ON f.member = b.fund
JOIN nature_tree n ON n.member = b.nature
GROUP BY b.stage, t.ancestor, f.ancestor, n.ancestor
UNION ALL
SELECT 'expenditure', b.stage, '', '', '', '', 'project', '', b.project, CAST(sum(b.cents) AS BIGINT)
FROM budgeted b WHERE b.project <> '' GROUP BY b.stage, b.project
UNION ALL
SELECT 'operating_cost', b.stage, '', '', '', '', '', '', '', CAST(sum(b.cents) AS BIGINT)
FROM budgeted b JOIN units u ON u.code = b.unit
WHERE b.fund = 'general' AND b.nature = 'public' AND u.kind IN ('administrative', 'civil')
GROUP BY b.stage
UNION ALL
SELECT 'expenditure', s.stage, '', '', '', '', '', g.ancestor, '', CAST(sum(s.cents) AS BIGINT)
FROM sangong_budget s JOIN sangong_tree g ON g.member = s.item
GROUP BY s.stage, g.ancestor
UNION ALL
-- balances by fund, by function where the form asks for it
SELECT b.balance, 'actual', t.ancestor, '', f.ancestor, '', '', '', '', CAST(sum(b.cents) AS BIGINT)
FROM carried b
JOIN function_tree t ON t.member = b.function
JOIN fund_tree f ON f.member = b.fund
GROUP BY b.balance, t.ancestor, f.ancestor
