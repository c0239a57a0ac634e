namespace Aops.Server.Audit;

/// <summary>
/// The audit of one write. The writer opens it before the work and closes it after: a work that changed audited state must
/// have added an audit row, or carry out one of before.
/// </summary>
internal sealed class WriteScope
{
    private readonly List<AuditNotice> _notices = [];
    private string? _changed;

    /// <summary>Whether a write is performed; migrations and transfers of whole tables are none.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Who writes.</summary>
    public WriteOrigin Origin { get; private set; } = WriteOrigin.Server;

    /// <summary>The time of the write.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The newest audit row of this write, or the one that it carries out; null for none yet.</summary>
    public long? AuditId { get; private set; }

    /// <summary>A write begins. What an undone one has left is dropped.</summary>
    public void Open(WriteOrigin origin, DateTimeOffset now)
    {
        (Origin, Now, AuditId, _changed, IsOpen) = (origin, now, null, null, true);
        _notices.Clear();
    }

    /// <summary>A statement has changed rows of an audited table. Outside of a write (migrations) it means nothing.</summary>
    public void NoteChange(string table)
    {
        if (IsOpen) _changed ??= table;
    }

    /// <summary>An audit row was added.</summary>
    public void Add(AuditNotice notice)
    {
        _notices.Add(notice);
        AuditId = notice.Id;
    }

    /// <summary>The write carries out what an audit row of before has told: it is a piece of an act.</summary>
    public void CarryOut(long auditId) => AuditId = auditId;

    /// <summary>The write has ended.</summary>
    /// <returns>The rows that it has added.</returns>
    /// <exception cref="UnauditedChangeException">It changed audited state and has none.</exception>
    public IReadOnlyList<AuditNotice> Close()
    {
        IsOpen = false;
        if (_changed is not null && AuditId is null) throw new UnauditedChangeException(_changed);
        return [.. _notices];
    }
}
