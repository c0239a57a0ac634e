using System.Text.Json;
using Aops.Hosting;
using Aops.Layout;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// Chooses the identity that this host shows. An identity that a server gives to a clone is a candidate
/// (<c>identity.json.new</c>) until a heartbeat with it is accepted; the previous identity is then retained
/// as <c>identity.json.old</c>. If the server refuses the identity in force, the retained one is shown
/// alternately: a reply of a compromised server must not cost the host the identity that the true server
/// knows. Not thread-safe.
/// </summary>
internal sealed partial class IdentityChoice(AopsLayout layout, ILogger logger)
{
    private Identity? _candidate;
    private bool _showsOld;
    private bool _isLookedFor;

    private string Candidate => IdentityFile.Candidate(layout);

    private string Old => IdentityFile.PutBy(layout);

    /// <summary>Whether the identity shown differs from the one in force.</summary>
    public bool IsOnTrial => _candidate is not null || _showsOld;

    /// <summary>The identity to show; null if there is none.</summary>
    /// <param name="fault">Why there is none.</param>
    public Identity? Find(out string fault)
    {
        fault = $"{layout.Identity} is missing: enrol this host with 'aops-agent-service install'";
        try
        {
            if (!_isLookedFor) (_candidate, _isLookedFor) = (TryReadFrom(Candidate), true);
            if (_showsOld && TryReadFrom(Old) is { } old) return old;
            _showsOld = false;
            return _candidate ?? IdentityFile.Read(layout);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>Makes an identity from a server the candidate, shown from the next heartbeat on.</summary>
    /// <exception cref="IOException">The candidate cannot be stored.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write it.</exception>
    public void Try(Identity candidate)
    {
        AtomicFile.Write(Candidate, JsonSerializer.SerializeToUtf8Bytes(candidate, IdentityJson.Default.Identity));
        (_candidate, _showsOld) = (candidate, false);
    }

    /// <summary>Puts the identity shown in force: the server accepted it.</summary>
    /// <exception cref="IOException">It cannot be written; it is shown again.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write it.</exception>
    public void Accept()
    {
        if (!IsOnTrial || Find(out _) is not { } shown) return;
        var before = IdentityFile.Read(layout);
        // An older identity stays retained: a compromised server could hand out one identity after another.
        if (!_showsOld && before is not null && !File.Exists(Old))
            AtomicFile.Write(Old, JsonSerializer.SerializeToUtf8Bytes(before, IdentityJson.Default.Identity));
        IdentityFile.Write(layout, shown);
        AtomicFile.Delete(_showsOld ? Old : Candidate);
        LogAccepted(before?.AgentId ?? "none", shown.AgentId);
        (_candidate, _showsOld) = (null, false);
    }

    /// <summary>
    /// Records that the server refused the identity shown; the next candidate is shown, if there is one.
    /// </summary>
    public void Refuse()
    {
        if (_candidate is { } candidate)
        {
            _candidate = null;
            LogRefused(candidate.AgentId);
            TryDelete(Candidate);
        }
        else
        {
            _showsOld = !_showsOld && File.Exists(Old);
        }
    }

    private static Identity? TryReadFrom(string path)
    {
        try
        {
            return IdentityFile.ReadFrom(path);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private void TryDelete(string path)
    {
        try
        {
            AtomicFile.Delete(path);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LogNotDeleted(path, e.Message);
        }
    }

    [LoggerMessage(2100, LogLevel.Warning, "the server accepts {Own} as this host's identity; before it was {Before}")]
    private partial void LogAccepted(string before, string own);

    [LoggerMessage(2101, LogLevel.Warning,
        "the server does not accept {Candidate}, which it gave this host; the identity before it holds")]
    private partial void LogRefused(string candidate);

    [LoggerMessage(2102, LogLevel.Warning, "{Path} cannot be deleted: {Reason}")]
    private partial void LogNotDeleted(string path, string reason);
}
