//! Basic OP: 38 modules, answered in the query.

use super::Mode;

basic_plan!(Mode::Query);
