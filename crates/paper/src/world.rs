//! What the typesetter may see: our templates, the files of one document, our fonts. There is no disk, network or clock behind it, and
//! the file names are few and constant, because the typesetter never forgets a name and has room for 65,535.

use crate::{error::PaperError, faces::Faces};
use std::collections::HashMap;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

pub(crate) const CERTIFICATE: &str = "certificate.typ";
pub(crate) const DETAIL_LIST: &str = "detail_list.typ";
pub(crate) const CARD: &str = "card.typ";
pub(crate) const DATA: &str = "data.json";
pub(crate) const PHOTO: &str = "photo";
pub(crate) const SEAL: &str = "seal";
pub(crate) const QR: &str = "qr.svg";

const TEMPLATES: [(&str, &str); 5] = [
    (CERTIFICATE, include_str!("templates/certificate.typ")),
    (DETAIL_LIST, include_str!("templates/detail_list.typ")),
    (CARD, include_str!("templates/card.typ")),
    ("common.typ", include_str!("templates/common.typ")),
    ("ornament.typ", include_str!("templates/ornament.typ")),
];

/// What all documents share.
pub(crate) struct Shelf {
    pub faces: Faces,
    library: LazyHash<Library>,
    templates: HashMap<FileId, Source>,
}

impl Shelf {
    pub fn new(faces: Faces) -> Result<Shelf, PaperError> {
        let mut templates = HashMap::new();
        for (name, text) in TEMPLATES {
            let id = file_id(name)?;
            templates.insert(id, Source::new(id, text.to_owned()));
        }
        Ok(Shelf { faces, library: LazyHash::new(Library::default()), templates })
    }
}

/// One document in the making.
pub(crate) struct Desk<'a> {
    shelf: &'a Shelf,
    main: FileId,
    files: HashMap<FileId, Bytes>,
}

impl<'a> Desk<'a> {
    pub fn new(shelf: &'a Shelf, template: &str) -> Result<Desk<'a>, PaperError> {
        Ok(Desk { shelf, main: file_id(template)?, files: HashMap::new() })
    }

    /// `name` is one of this module's constants.
    pub fn put(&mut self, name: &str, data: Vec<u8>) -> Result<(), PaperError> {
        self.files.insert(file_id(name)?, Bytes::new(data));
        Ok(())
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shelf.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shelf.faces.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shelf.templates.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.faces.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file_id(name: &str) -> Result<FileId, PaperError> {
    let path = VirtualPath::new(name).map_err(|error| PaperError::Typesetting(format!("{name}: {error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}
