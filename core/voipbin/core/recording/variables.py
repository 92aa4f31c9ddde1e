"""What flows know of a recording."""

from voipbin.core.recording.model import RecordingRow


def recording_variables(row: RecordingRow) -> dict[str, str]:
    """The variables voipbin.recording.*"""
    facts = {
        "id": row.id,
        "reference_type": row.reference_type,
        "reference_id": row.reference_id,
        "format": row.format,
        "recording_name": row.name,
        "filenames": ",".join(row.file_names),
    }
    return {f"voipbin.recording.{name}": value for name, value in facts.items()}
