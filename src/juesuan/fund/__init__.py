"""The employment-subsidy fund (就业补助资金): programmes as data, entitlement, applications, payments."""
