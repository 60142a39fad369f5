//! From characters to tokens.

use rust_decimal::Decimal;

use super::ExpressionError;

/// A token and where it begins, in characters from 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) kind: TokenKind,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Number(Decimal),
    Text(String),
    /// The pattern of an answer, or the name of a function: `tickets[].price`, `sum`.
    Name(String),
    /// A setting, without its `$`.
    Setting(String),
    Operator(Operator),
    Not,
    True,
    False,
    Absent,
    Today,
    FiledOn,
    LeftParenthesis,
    RightParenthesis,
    Comma,
    /// The end of the text.
    End,
}

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
}

impl Operator {
    /// How it is written.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divide => "/",
        }
    }
}

/// The tokens of `source`; the last one is always [`TokenKind::End`].
pub(super) fn tokens(source: &str) -> Result<Vec<Token>, ExpressionError> {
    let mut cursor = Cursor { chars: source.chars().collect(), next: 0 };
    let mut tokens = Vec::new();
    loop {
        cursor.take_while(char::is_whitespace);
        let at = cursor.at();
        let kind = next_kind(&mut cursor)?;
        let is_end = kind == TokenKind::End;
        tokens.push(Token { at, kind });
        if is_end {
            return Ok(tokens);
        }
    }
}

/// A place in the text.
struct Cursor {
    chars: Vec<char>,
    next: usize,
}

impl Cursor {
    fn at(&self) -> usize {
        self.next + 1
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.next).copied()
    }

    fn bump(&mut self) -> Option<char> {
        let found = self.peek();
        self.next += usize::from(found.is_some());
        found
    }

    /// Takes `wanted` if it comes next.
    fn take(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        self.next += usize::from(is_next);
        is_next
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(found) = self.peek().filter(|&found| belongs(found)) {
            taken.push(found);
            self.next += 1;
        }
        taken
    }

    fn error<T>(&self, reason: impl Into<String>) -> Result<T, ExpressionError> {
        Err(ExpressionError { at: self.at(), reason: reason.into() })
    }
}

fn begins_name(found: char) -> bool {
    found.is_ascii_alphabetic() || found == '_'
}

fn continues_name(found: char) -> bool {
    found.is_ascii_alphanumeric() || found == '_'
}

fn next_kind(cursor: &mut Cursor) -> Result<TokenKind, ExpressionError> {
    match cursor.peek() {
        None => Ok(TokenKind::End),
        Some(found) if found.is_ascii_digit() => number(cursor),
        Some(found) if begins_name(found) => word(cursor),
        Some('\'') => text(cursor),
        Some('$') => setting(cursor),
        Some(found) => symbol(cursor, found),
    }
}

fn number(cursor: &mut Cursor) -> Result<TokenKind, ExpressionError> {
    let at = cursor.at();
    let mut digits = cursor.take_while(|found| found.is_ascii_digit());
    if cursor.take('.') {
        let places = cursor.take_while(|found| found.is_ascii_digit());
        if places.is_empty() {
            return cursor.error("a digit must follow the decimal point");
        }
        digits.push('.');
        digits.push_str(&places);
    }
    match cursor.peek() {
        Some('.') => cursor.error("a number has one decimal point and no thousands dots"),
        Some(found) if begins_name(found) => {
            cursor.error("a number ends here; put a space or an operator before the name")
        }
        _ => match Decimal::from_str_exact(&digits) {
            Ok(number) => Ok(TokenKind::Number(number)),
            Err(_) => Err(ExpressionError {
                at,
                reason: "this number has too many digits; 28 are possible".to_owned(),
            }),
        },
    }
}

fn text(cursor: &mut Cursor) -> Result<TokenKind, ExpressionError> {
    let at = cursor.at();
    cursor.bump();
    let content = cursor.take_while(|found| found != '\'');
    if cursor.take('\'') {
        Ok(TokenKind::Text(content))
    } else {
        Err(ExpressionError { at, reason: "the `'` that ends this text is missing".to_owned() })
    }
}

fn setting(cursor: &mut Cursor) -> Result<TokenKind, ExpressionError> {
    cursor.bump();
    match cursor.peek() {
        Some(found) if begins_name(found) => Ok(TokenKind::Setting(cursor.take_while(continues_name))),
        _ => cursor.error("the name of a setting must follow `$`, for example `$km_rate_cents`"),
    }
}

/// A keyword, a function's name, or the pattern of an answer.
fn word(cursor: &mut Cursor) -> Result<TokenKind, ExpressionError> {
    let mut name = cursor.take_while(continues_name);
    loop {
        if cursor.take('[') {
            if !cursor.take(']') {
                return cursor.error("only `[]` is possible: all rows, for example `tickets[].price`");
            }
            name.push_str("[]");
            if cursor.peek() != Some('.') {
                return cursor.error("the name of a column must follow `[]`, for example `tickets[].price`");
            }
        }
        if !cursor.take('.') {
            break;
        }
        name.push('.');
        match cursor.peek() {
            Some(found) if begins_name(found) => name.push_str(&cursor.take_while(continues_name)),
            _ => return cursor.error(format!("a name must follow `{name}`")),
        }
    }
    Ok(match name.as_str() {
        "or" => TokenKind::Operator(Operator::Or),
        "and" => TokenKind::Operator(Operator::And),
        "not" => TokenKind::Not,
        "true" => TokenKind::True,
        "false" => TokenKind::False,
        "absent" => TokenKind::Absent,
        "today" => TokenKind::Today,
        "filed_on" => TokenKind::FiledOn,
        _ => TokenKind::Name(name),
    })
}

fn symbol(cursor: &mut Cursor, found: char) -> Result<TokenKind, ExpressionError> {
    if let Some(reason) = habit(found, cursor.chars.get(cursor.next + 1).copied()) {
        return cursor.error(reason);
    }
    cursor.bump();
    Ok(TokenKind::Operator(match found {
        '(' => return Ok(TokenKind::LeftParenthesis),
        ')' => return Ok(TokenKind::RightParenthesis),
        ',' => return Ok(TokenKind::Comma),
        '+' => Operator::Plus,
        '-' => Operator::Minus,
        '*' => Operator::Times,
        '/' => Operator::Divide,
        '=' => Operator::Equal,
        '<' if cursor.take('=') => Operator::LessOrEqual,
        '<' => Operator::Less,
        '>' if cursor.take('=') => Operator::GreaterOrEqual,
        '>' => Operator::Greater,
        // `habit` has refused a `!` without `=`.
        _ => {
            cursor.take('=');
            Operator::NotEqual
        }
    }))
}

/// What to write instead of the signs that people know from elsewhere, and of those that mean nothing.
fn habit(found: char, next: Option<char>) -> Option<String> {
    let reason = match (found, next) {
        ('=', Some('=')) => "write `=` instead of `==`",
        ('<', Some('>')) => "write `!=` instead of `<>`",
        ('!', Some('=')) => return None,
        ('!', _) => "write `not` instead of `!`",
        ('&', _) => "write `and` instead of `&`",
        ('|', _) => "write `or` instead of `|`",
        ('"' | '„' | '“' | '”' | '‘' | '’' | '`', _) => "a text stands in single quotes: `'text'`",
        ('.', Some(digit)) if digit.is_ascii_digit() => "write a digit before the decimal point: `0.5`",
        ('–' | '−', _) => "this is a dash; write `-` for minus",
        ('(' | ')' | ',' | '+' | '-' | '*' | '/' | '=' | '<' | '>', _) => return None,
        (other, _) if other.is_alphabetic() => {
            return Some(format!(
                "`{other}` cannot stand in a name; names are made of a to z, A to Z, 0 to 9 and `_`"
            ));
        }
        (other, _) => return Some(format!("`{}` means nothing here", other.escape_debug())),
    };
    Some(reason.to_owned())
}
