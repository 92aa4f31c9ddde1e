"""The table of files."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index, time_field
from voipbin.v1 import file_pb2


class FileRow(Row, table=True):
    """FIXME"""

    __tablename__ = "file"
    __table_args__ = (listing_index("file"),)

    owner_type: str = Field(default="")
    owner_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    filename: str = Field(default="")
    filesize: int = Field(default=0, sa_type=BigInteger)
    uri_download: str = Field(default="")
    tm_download_expire: int | None = time_field()


FILE = Resource("file", FileRow, file_pb2.File)
