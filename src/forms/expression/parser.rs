//! From tokens to a tree, by operator precedence.
//!
//! Operators of one level that follow each other stand in one node (`a + b - c` is one
//! [`Shape::Chain`]), so that the depth of the tree is bounded by [`MAX_NESTING`] and not by the length
//! of the text. All later recursion over the tree relies on that.

use rust_decimal::Decimal;

use super::ExpressionError;
use super::lexer::{self, Operator, Token, TokenKind};

/// How long an expression may be, in characters.
pub(super) const MAX_LENGTH: usize = 2000;

/// How deep parentheses, calls and signs may be nested.
pub(super) const MAX_NESTING: usize = 25;

/// A part of the text with its meaning, not yet checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Syntax {
    /// Where its errors are reported, in characters from 1.
    pub(super) at: usize,
    pub(super) shape: Shape,
}

/// What a part of the text is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Number(Decimal),
    Text(String),
    Bool(bool),
    Absent,
    Today,
    FiledOn,
    /// The pattern of an answer.
    Answer(String),
    /// A setting, without its `$`.
    Setting(String),
    Negate(Box<Syntax>),
    Not(Box<Syntax>),
    /// Operators of the same level, from the left.
    Chain(Box<Syntax>, Vec<Link>),
    /// A function's name and what stands in its parentheses.
    Call(String, Vec<Syntax>),
}

/// An operator and the value on its right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub(super) at: usize,
    pub(super) operator: Operator,
    pub(super) value: Syntax,
}

/// How tightly an operator binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
}

impl Level {
    fn of(operator: Operator) -> Self {
        match operator {
            Operator::Or => Self::Or,
            Operator::And => Self::And,
            Operator::Plus | Operator::Minus => Self::Sum,
            Operator::Times | Operator::Divide => Self::Product,
            _ => Self::Comparison,
        }
    }

    /// The next tighter one: what the right side of an operator of this level may hold.
    fn tighter(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Not,
            Self::Not => Self::Comparison,
            Self::Comparison => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product | Self::Sign => Self::Sign,
        }
    }
}

/// The tree of `source`.
pub(super) fn parse(source: &str) -> Result<Syntax, ExpressionError> {
    if source.chars().nth(MAX_LENGTH).is_some() {
        return error(
            MAX_LENGTH + 1,
            format!(
                "an expression has at most {MAX_LENGTH} characters; split it into several computed values"
            ),
        );
    }
    let mut parser = Parser { tokens: lexer::tokens(source)?, next: 0, nesting: 0 };
    let syntax = parser.expression(Level::Or)?;
    let at = parser.at();
    match parser.peek() {
        TokenKind::End => Ok(syntax),
        TokenKind::RightParenthesis => error(at, "there is no `(` for this `)`"),
        TokenKind::Comma => {
            error(at, "a comma stands only between the values of a function; decimals have a point: `0.5`")
        }
        _ => error(at, "an operator is missing before this, for example `and` or `+`"),
    }
}

fn error<T>(at: usize, reason: impl Into<String>) -> Result<T, ExpressionError> {
    Err(ExpressionError { at, reason: reason.into() })
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    nesting: usize,
}

impl Parser {
    fn peek(&self) -> &TokenKind {
        self.tokens.get(self.next).map_or(&TokenKind::End, |token| &token.kind)
    }

    /// Where the next token begins; behind the last one, where the text ends.
    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |token| token.at)
    }

    fn take(&mut self, wanted: &TokenKind) -> bool {
        let is_next = self.peek() == wanted;
        self.next += usize::from(is_next);
        is_next
    }

    /// Whatever binds at least as tightly as `level`.
    fn expression(&mut self, level: Level) -> Result<Syntax, ExpressionError> {
        let mut left = self.operand()?;
        // The level of the chain that `left` is, if it was begun here (and not in parentheses).
        let mut open = None;
        loop {
            let at = self.at();
            let operator = match *self.peek() {
                TokenKind::Operator(operator) if Level::of(operator) >= level => operator,
                _ => return Ok(left),
            };
            let found = Level::of(operator);
            if open == Some(found) && found == Level::Comparison {
                return error(at, "compare two values at a time: `a < b and b < c`");
            }
            self.next += 1;
            let value = self.expression(found.tighter())?;
            left = extend(left, open == Some(found), Link { at, operator, value });
            open = Some(found);
        }
    }

    /// A value with the signs before it.
    fn operand(&mut self) -> Result<Syntax, ExpressionError> {
        let at = self.at();
        let shape = match self.peek().clone() {
            TokenKind::Number(number) => Shape::Number(number),
            TokenKind::Text(text) => Shape::Text(text),
            TokenKind::Setting(name) => Shape::Setting(name),
            TokenKind::True => Shape::Bool(true),
            TokenKind::False => Shape::Bool(false),
            TokenKind::Absent => Shape::Absent,
            TokenKind::Today => Shape::Today,
            TokenKind::FiledOn => Shape::FiledOn,
            TokenKind::Name(name) => {
                self.next += 1;
                return Ok(Syntax { at, shape: self.answer_or_call(name)? });
            }
            TokenKind::Not => {
                self.next += 1;
                let value = self.nested(|parser| parser.expression(Level::Not.tighter()))?;
                return Ok(Syntax { at, shape: Shape::Not(Box::new(value)) });
            }
            TokenKind::Operator(Operator::Minus) => {
                self.next += 1;
                let value = self.nested(|parser| parser.expression(Level::Sign))?;
                return Ok(Syntax { at, shape: Shape::Negate(Box::new(value)) });
            }
            TokenKind::LeftParenthesis => return self.parentheses(),
            other => return error(at, missing_value(&other)),
        };
        self.next += 1;
        Ok(Syntax { at, shape })
    }

    fn parentheses(&mut self) -> Result<Syntax, ExpressionError> {
        let at = self.at();
        self.next += 1;
        let inner = self.nested(|parser| parser.expression(Level::Or))?;
        if self.take(&TokenKind::RightParenthesis) {
            Ok(Syntax { at, shape: inner.shape })
        } else {
            error(self.at(), format!("a `)` is missing for the `(` at character {at}"))
        }
    }

    fn answer_or_call(&mut self, name: String) -> Result<Shape, ExpressionError> {
        let open = self.at();
        if !self.take(&TokenKind::LeftParenthesis) {
            return Ok(Shape::Answer(name));
        }
        let mut values = Vec::new();
        if self.take(&TokenKind::RightParenthesis) {
            return Ok(Shape::Call(name, values));
        }
        loop {
            values.push(self.nested(|parser| parser.expression(Level::Or))?);
            if self.take(&TokenKind::RightParenthesis) {
                return Ok(Shape::Call(name, values));
            }
            if !self.take(&TokenKind::Comma) {
                return error(
                    self.at(),
                    format!("a `,` or a `)` is missing for the `(` of `{name}` at character {open}"),
                );
            }
        }
    }

    /// Parses one level deeper.
    fn nested(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<Syntax, ExpressionError>,
    ) -> Result<Syntax, ExpressionError> {
        if self.nesting == MAX_NESTING {
            return error(
                self.at(),
                format!(
                    "this is nested more than {MAX_NESTING} times; split it into several computed values"
                ),
            );
        }
        self.nesting += 1;
        let parsed = parse(self);
        self.nesting -= 1;
        parsed
    }
}

/// `left` with one more operator: in the same chain, or as the beginning of a new one.
fn extend(left: Syntax, same_chain: bool, link: Link) -> Syntax {
    let Syntax { at, shape } = left;
    let shape = match shape {
        Shape::Chain(first, mut links) if same_chain => {
            links.push(link);
            Shape::Chain(first, links)
        }
        other => Shape::Chain(Box::new(Syntax { at, shape: other }), vec![link]),
    };
    Syntax { at, shape }
}

fn missing_value(found: &TokenKind) -> String {
    match found {
        TokenKind::End => "a value is missing at the end".to_owned(),
        TokenKind::Operator(operator) => format!("a value is missing before `{}`", operator.text()),
        TokenKind::RightParenthesis => "a value is missing before `)`".to_owned(),
        _ => "a value is missing before `,`".to_owned(),
    }
}
