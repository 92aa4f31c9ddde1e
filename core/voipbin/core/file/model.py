"""The table of files."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.files.links import FileLinks
from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, listing_index, time_field
from voipbin.v1 import file_pb2

CONTENT_FOLDER = "content"
"First part of the path of a link, below /files/."


class FileRow(Row, table=True):
    """What is known of one file; its content is in the file store."""

    __tablename__ = "file"
    __table_args__ = (
        listing_index("file"),
        children_index("file", "owner_id"),
        children_index("file", "reference_id"),
    )

    owner_type: str = Field(default="", max_length=16)
    owner_id: str = Field(default="", max_length=36)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    filename: str = Field(default="", max_length=255)
    filesize: int = Field(default=0, sa_type=BigInteger)
    tm_download_expire: int | None = time_field()

    content_type: str = Field(default="", max_length=255)
    key: str = Field(max_length=512)
    "In the file store."


def file_resource(links: FileLinks) -> Resource[FileRow]:
    """The resource.

    Links are signed whenever a file is shown: they follow the public URL and end when the row says.
    """

    def link(row: FileRow) -> str:
        if row.tm_download_expire is None:
            return ""
        return links.sign_until(f"{CONTENT_FOLDER}/{row.id}", row.tm_download_expire).url

    return Resource("file", FileRow, file_pb2.File, computed={"uri_download": link})
