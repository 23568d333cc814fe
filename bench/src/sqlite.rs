//! SQLite with nothing in between, for the floors: the C interface behind the smallest safe wrapper that they need. The
//! product itself does not use this.
#![expect(unsafe_code, reason = "the floor is what SQLite costs without any layer, so its C interface is called here")]

use std::ffi::{CStr, CString, c_int};
use std::marker::PhantomData;
use std::path::Path;
use std::ptr::{NonNull, null, null_mut};

use libsqlite3_sys as ffi;

/// What SQLite refused, in its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteError(String);

impl std::fmt::Display for SqliteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "sqlite: {}", self.0)
    }
}

impl std::error::Error for SqliteError {}

/// One connection. It stays on the thread that opened it (the pointer inside makes it neither `Send` nor `Sync`).
pub struct Database(NonNull<ffi::sqlite3>);

impl Database {
    /// Opens a file, or makes it.
    pub fn open(path: &Path) -> Result<Self, SqliteError> {
        let name = c_string(&path.to_string_lossy())?;
        let flags = ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE | ffi::SQLITE_OPEN_NOMUTEX;
        let mut raw = null_mut();
        // SAFETY: the name ends in zero and lives through the call; `raw` is written even when opening fails, and is
        // then closed by Drop.
        let code = unsafe { ffi::sqlite3_open_v2(name.as_ptr(), &raw mut raw, flags, null()) };
        let opened = NonNull::new(raw).map(Self).ok_or_else(|| SqliteError("out of memory".into()))?;
        opened.check(code)?;
        Ok(opened)
    }

    /// Runs statements that return nothing and take no values.
    pub fn execute(&self, sql: &str) -> Result<(), SqliteError> {
        let sql = c_string(sql)?;
        // SAFETY: the connection is open and the text ends in zero; no callback and no message is asked for.
        let code = unsafe { ffi::sqlite3_exec(self.0.as_ptr(), sql.as_ptr(), None, null_mut(), null_mut()) };
        self.check(code)
    }

    /// Compiles one statement.
    pub fn prepare(&self, sql: &str) -> Result<Statement<'_>, SqliteError> {
        let sql = c_string(sql)?;
        let mut raw = null_mut();
        // SAFETY: the connection is open and the text ends in zero; SQLite keeps a copy of it.
        let code = unsafe { ffi::sqlite3_prepare_v2(self.0.as_ptr(), sql.as_ptr(), -1, &raw mut raw, null_mut()) };
        self.check(code)?;
        let raw = NonNull::new(raw).ok_or_else(|| SqliteError("an empty statement".into()))?;
        Ok(Statement { raw, database: self, values: PhantomData })
    }

    fn check(&self, code: c_int) -> Result<(), SqliteError> {
        if code == ffi::SQLITE_OK {
            return Ok(());
        }
        // SAFETY: the connection is open; the message is valid until the next call on it and is copied before that.
        let message = unsafe { CStr::from_ptr(ffi::sqlite3_errmsg(self.0.as_ptr())) };
        Err(SqliteError(message.to_string_lossy().into_owned()))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // SAFETY: opened once, closed once; every statement borrows the connection and so is gone already.
        unsafe { ffi::sqlite3_close(self.0.as_ptr()) };
    }
}

/// A value for a place in a statement.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    Integer(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

/// A compiled statement, to be run many times.
pub struct Statement<'db> {
    raw: NonNull<ffi::sqlite3_stmt>,
    database: &'db Database,
    values: PhantomData<*const ()>,
}

impl Statement<'_> {
    /// Runs it to its end with a value for each of its places, and drops what it returns.
    pub fn run(&mut self, values: &[Value<'_>]) -> Result<(), SqliteError> {
        self.integer(values).map(|_| ())
    }

    /// Runs it to its end and returns the first column of the first row as a number; `None` without rows.
    pub fn integer(&mut self, values: &[Value<'_>]) -> Result<Option<i64>, SqliteError> {
        let stepped = self.bind(values).and_then(|()| self.step_through());
        // SAFETY: the statement is compiled. Its code repeats the error of the step, which is known. After this, SQLite
        // reads the bound values no more until the next step, and that follows a complete new binding.
        unsafe { ffi::sqlite3_reset(self.raw.as_ptr()) };
        stepped
    }

    fn bind(&mut self, values: &[Value<'_>]) -> Result<(), SqliteError> {
        // SAFETY: the statement is compiled.
        let places = unsafe { ffi::sqlite3_bind_parameter_count(self.raw.as_ptr()) };
        if usize::try_from(places) != Ok(values.len()) {
            return Err(SqliteError(format!("{places} places, {} values", values.len())));
        }
        (1..).zip(values).try_for_each(|(place, value)| self.bind_one(place, *value))
    }

    fn bind_one(&mut self, place: c_int, value: Value<'_>) -> Result<(), SqliteError> {
        let raw = self.raw.as_ptr();
        let bytes = match value {
            Value::Integer(_) => [].as_slice(),
            Value::Text(text) => text.as_bytes(),
            Value::Blob(bytes) => bytes,
        };
        let length = c_int::try_from(bytes.len()).map_err(|_| SqliteError("a value over 2 GB".into()))?;
        // SAFETY: the pointers are valid for `length` bytes and outlive the step: `integer` binds, steps and resets
        // within one borrow of the values. So SQLite need not copy them (SQLITE_STATIC).
        let code = unsafe {
            match value {
                Value::Integer(number) => ffi::sqlite3_bind_int64(raw, place, number),
                Value::Text(_) => {
                    ffi::sqlite3_bind_text(raw, place, bytes.as_ptr().cast(), length, ffi::SQLITE_STATIC())
                }
                Value::Blob(_) => {
                    ffi::sqlite3_bind_blob(raw, place, bytes.as_ptr().cast(), length, ffi::SQLITE_STATIC())
                }
            }
        };
        self.database.check(code)
    }

    fn step_through(&mut self) -> Result<Option<i64>, SqliteError> {
        let mut first = None;
        loop {
            // SAFETY: the statement is compiled and all its places are bound.
            match unsafe { ffi::sqlite3_step(self.raw.as_ptr()) } {
                // SAFETY: the step has just returned a row; a column that is not there reads as 0.
                ffi::SQLITE_ROW if first.is_none() => {
                    first = Some(unsafe { ffi::sqlite3_column_int64(self.raw.as_ptr(), 0) });
                }
                ffi::SQLITE_ROW => {}
                ffi::SQLITE_DONE => return Ok(first),
                code => return self.database.check(code).map(|()| None),
            }
        }
    }
}

impl Drop for Statement<'_> {
    fn drop(&mut self) {
        // SAFETY: compiled once, finalised once, while the connection is still open.
        unsafe { ffi::sqlite3_finalize(self.raw.as_ptr()) };
    }
}

fn c_string(text: &str) -> Result<CString, SqliteError> {
    CString::new(text).map_err(|_| SqliteError("a zero byte in a text".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> Database {
        let database = Database::open(Path::new(":memory:")).unwrap();
        database.execute("create table t (n integer primary key, s text, b blob, check (n < 10))").unwrap();
        database
    }

    #[test]
    fn values_of_every_kind_are_stored_and_found() {
        let database = database();
        let mut insert = database.prepare("insert into t values (?, ?, ?)").unwrap();
        for number in 1..=3 {
            insert.run(&[Value::Integer(number), Value::Text("善时"), Value::Blob(&[0, 1])]).unwrap();
        }

        let mut count = database.prepare("select count(*) from t where s = ? and b = ?").unwrap();
        assert_eq!(count.integer(&[Value::Text("善时"), Value::Blob(&[0, 1])]), Ok(Some(3)));
        assert_eq!(count.integer(&[Value::Text(""), Value::Blob(&[])]), Ok(Some(0)));
        let mut none = database.prepare("select n from t where n = ?").unwrap();
        assert_eq!(none.integer(&[Value::Integer(4)]), Ok(None));
    }

    #[test]
    fn what_sqlite_refuses_comes_back_and_the_statement_lives_on() {
        let database = database();
        let mut insert = database.prepare("insert into t (n) values (?)").unwrap();

        let refused = insert.run(&[Value::Integer(10)]).unwrap_err();

        assert!(refused.to_string().contains("CHECK"), "{refused}");
        assert!(insert.run(&[]).unwrap_err().to_string().contains("1 places, 0 values"));
        insert.run(&[Value::Integer(9)]).unwrap();
        assert!(database.prepare("selec 1").is_err());
        assert!(database.prepare("").is_err());
        assert!(database.execute("insert into t (n) values (9)").is_err());
    }
}
