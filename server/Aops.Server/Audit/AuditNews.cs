namespace Aops.Server.Audit;

/// <summary>Passes on which audit rows were committed. It is called by the writer, so a listener only notes.</summary>
internal sealed class AuditNews
{
    private Action<AuditNotice>? _told;

    /// <summary>Adds a listener.</summary>
    public void Listen(Action<AuditNotice> told) => _told += told;

    /// <summary>Rows were committed.</summary>
    public void Tell(IReadOnlyList<AuditNotice> notices)
    {
        foreach (var notice in notices)
        {
            notice.Origin.Note(notice.Id);
            _told?.Invoke(notice);
        }
    }
}
