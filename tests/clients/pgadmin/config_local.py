# pgAdmin for several people, as a server, with everything that it leaves in one folder. What ATLogin's operator was given
# is pasted at the end.
import os

SERVER_MODE = True
DEFAULT_SERVER_PORT = int(os.environ["PORT"])
DATA_DIR = os.environ["DATA"]
LOG_FILE = os.path.join(DATA_DIR, "pgadmin4.log")
SQLITE_PATH = os.path.join(DATA_DIR, "pgadmin4.db")
SESSION_DB_PATH = os.path.join(DATA_DIR, "sessions")
STORAGE_DIR = os.path.join(DATA_DIR, "storage")
AZURE_CREDENTIAL_CACHE_DIR = os.path.join(DATA_DIR, "azure")
KERBEROS_CCACHE_DIR = os.path.join(DATA_DIR, "kerberos")
UPGRADE_CHECK_ENABLED = False
SHOW_GRAVATAR_IMAGE = False
# Else it wants a password of its own for the passwords of databases, and shows nothing before it has one.
MASTER_PASSWORD_REQUIRED = False
