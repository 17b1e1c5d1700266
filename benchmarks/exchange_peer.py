"""OpenTAXII with one public collection, over SQLite, served by gunicorn (werkzeug where that is missing), HTTP kept alive.

Run by a Python that has OpenTAXII: python exchange_peer.py FOLDER PORT — prints the path of its collection, then serves.
"""

import json
import sys
from pathlib import Path

CONFIG = """
domain: "localhost"
support_basic_auth: yes
auth_api:
  class: opentaxii.auth.sqldb.SQLDatabaseAPI
  parameters: {{db_connection: "sqlite:///{folder}/auth.db", create_tables: yes, secret: benchmark}}
taxii1:
taxii2:
  public_discovery: true
  allow_custom_properties: true
  title: benchmark
  max_content_length: 104857600
  persistence_api:
    class: opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI
    parameters: {{db_connection: "sqlite:///{folder}/data.db", create_tables: yes}}
logging: {{opentaxii: error, root: error}}
"""


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    (folder / "config.yml").write_text(CONFIG.format(folder=folder))
    json.JSONEncoder.default = lambda self, value: str(value)  # OpenTAXII 0.9.3 puts a UUID into the status of a POST and fails
    from opentaxii.config import ServerConfig
    from opentaxii.middleware import create_app
    from opentaxii.server import TAXIIServer
    from opentaxii.utils import configure_logging

    config = ServerConfig(extra_configs=[str(folder / "config.yml")])
    configure_logging(config["logging"])
    server = TAXIIServer(config)
    app = create_app(server)
    with app.app_context():
        api = server.servers.taxii2.persistence.api
        root = api.add_api_root(title="root", default=True, is_public=True)
        collection = api.add_collection(api_root_id=root.id, title="c", is_public=True, is_public_write=True)
        print(f"/taxii2/{root.id}/collections/{collection.id}/", flush=True)
    serve(app, port)


def serve(app: object, port: int) -> None:
    try:
        from gunicorn.app.base import BaseApplication
    except ImportError:
        from werkzeug.serving import WSGIRequestHandler, run_simple

        WSGIRequestHandler.protocol_version = "HTTP/1.1"
        run_simple("127.0.0.1", port, app, threaded=True)
        return

    class Gunicorn(BaseApplication):
        def load_config(self) -> None:
            options = {"bind": f"127.0.0.1:{port}", "workers": 1, "threads": 4, "keepalive": 60, "loglevel": "error", "timeout": 600}
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return app

    Gunicorn().run()


if __name__ == "__main__":
    main()
