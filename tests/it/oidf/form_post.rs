//! Form Post OP: the 38 modules of Basic OP, answered by a form that the browser posts.

use super::Mode;

basic_plan!(Mode::FormPost);
