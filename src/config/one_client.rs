//! One more relying party, as a command adds it, judged as if it stood in the configuration file.

use std::path::Path;

use super::client::{ClientEntry, Reader};
use super::document::Text;
use super::files::Files;
use super::{Config, ConfigErrors, Sources};

impl Config {
    /// Judges `settings`, which are what a `[[clients]]` section would hold. Relative paths count from
    /// the working directory.
    ///
    /// # Errors
    /// [`ConfigErrors`] with every mistake. Their places have no file, only the setting.
    pub fn judge_client(
        &self,
        settings: &str,
        sources: &Sources,
    ) -> Result<ClientEntry, ConfigErrors> {
        let (mut mistakes, mut warnings) = (vec![], vec![]);
        let file = Path::new("");
        let mut section = Text { file, text: settings }.parse(&mut mistakes);
        let client = Reader {
            file,
            files: Files::new(sources, file),
            network: Some(&self.outside.network),
            mistakes: &mut mistakes,
            warnings: &mut warnings,
        }
        .client(&mut section, &self.clients);
        section.finish(&mut mistakes);
        match client {
            Some(client) if mistakes.is_empty() => Ok(client),
            Some(_) | None => Err(ConfigErrors::new(mistakes, warnings)),
        }
    }
}
