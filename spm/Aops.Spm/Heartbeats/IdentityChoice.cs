using System.Text.Json;
using Aops.Contracts;
using Aops.Hosting;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// Which identity this host shows. One that a server gives to a clone is a candidate (<c>identity.json.new</c>) until a
/// heartbeat with it was accepted; the one before it is then put by (<c>identity.json.old</c>). Where the server refuses
/// the identity that holds, the one put by is shown in turn: an answer of a server in wrong hands must not cost a host
/// the identity that the true server knows. For one thread.
/// </summary>
internal sealed partial class IdentityChoice(AopsLayout layout, ILogger logger)
{
    private Identity? _candidate;
    private bool _showsOld;
    private bool _isLookedFor;

    private string Candidate => IdentityFile.Candidate(layout);

    private string Old => IdentityFile.PutBy(layout);

    /// <summary>Whether what is shown is not the identity that holds.</summary>
    public bool IsOnTrial => _candidate is not null || _showsOld;

    /// <summary>The identity to show.</summary>
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

    /// <summary>Shows an identity that a server gave, from the next heartbeat on.</summary>
    /// <exception cref="IOException">It cannot be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public void Try(Identity candidate)
    {
        AtomicFile.Write(Candidate, JsonSerializer.SerializeToUtf8Bytes(candidate, ContractsJson.Default.Identity));
        (_candidate, _showsOld) = (candidate, false);
    }

    /// <summary>The server accepted the one that was shown: it holds from now on.</summary>
    /// <exception cref="IOException">It cannot be written; it is shown again.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public void Accept()
    {
        if (!IsOnTrial || Find(out _) is not { } shown) return;
        var before = IdentityFile.Read(layout);
        // The oldest one stays put by: a server in wrong hands could hand out one after the other.
        if (!_showsOld && before is not null && !File.Exists(Old))
            AtomicFile.Write(Old, JsonSerializer.SerializeToUtf8Bytes(before, ContractsJson.Default.Identity));
        IdentityFile.Write(layout, shown);
        AtomicFile.Delete(_showsOld ? Old : Candidate);
        LogAccepted(before?.AgentId ?? "none", shown.AgentId);
        (_candidate, _showsOld) = (null, false);
    }

    /// <summary>The server refused the one that was shown: another one is next, if there is another.</summary>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "the server accepts {Own} as this host's identity; before it was {Before}")]
    private partial void LogAccepted(string before, string own);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "the server does not accept {Candidate}, which it gave this host; the identity before it holds")]
    private partial void LogRefused(string candidate);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be deleted: {Reason}")]
    private partial void LogNotDeleted(string path, string reason);
}
