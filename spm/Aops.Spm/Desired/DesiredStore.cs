using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Desired;

/// <summary>
/// The desired state of this host, kept on disk so that a host that boots without network is what it was told to be.
/// </summary>
internal sealed partial class DesiredStore
{
    private readonly AopsLayout _layout;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private DesiredState? _current;

    public DesiredStore(AopsLayout layout, ILogger<DesiredStore> logger)
    {
        _layout = layout;
        _logger = logger;
        _current = TryRead();
    }

    /// <summary>Raised after <see cref="Current"/> has changed.</summary>
    public event Action? Changed;

    /// <summary>The newest desired state; null before the first.</summary>
    public DesiredState? Current
    {
        get { lock (_gate) return _current; }
    }

    /// <summary>Revision of <see cref="Current"/>; 0 before the first.</summary>
    public long Revision => Current?.Revision ?? 0;

    /// <summary>
    /// Takes what the server sent. Another revision counts, also a lower one: a server that was restored from a backup
    /// is still the one that decides.
    /// </summary>
    /// <param name="wanted">The desired state.</param>
    public void Offer(DesiredState wanted)
    {
        lock (_gate)
        {
            if (_current?.Revision == wanted.Revision) return;
            _current = wanted;
        }
        LogWanted(wanted.Revision, wanted.Agent?.Version ?? "as it is", wanted.SubAgents?.Count ?? 0);
        try
        {
            Durable.Write(
                _layout.Desired, JsonSerializer.SerializeToUtf8Bytes(wanted, ContractsJson.Default.DesiredState));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(_layout.Desired, e.Message);
        }
        Changed?.Invoke();
    }

    private DesiredState? TryRead()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_layout.Desired), ContractsJson.Default.DesiredState);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            LogDamaged(_layout.Desired, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "desired state {Revision}: agent {Version}, {SubAgents} sub-agents")]
    private partial void LogWanted(long revision, string version, int subAgents);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Path} cannot be written: {Reason}; the desired state holds until a restart, then the server is asked")]
    private partial void LogNotKept(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Path} is damaged: {Reason}; sub-agents go on as installed until the server answers")]
    private partial void LogDamaged(string path, string reason);
}
