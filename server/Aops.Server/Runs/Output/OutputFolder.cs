using System.Collections.Concurrent;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;

namespace Aops.Server.Runs.Output;

/// <summary>
/// The output of runs on the disk: a folder for each run, a file for each host of it. A few files are written at once, so that
/// flushes keep no thread from heartbeats.
/// </summary>
/// <param name="root">The folder; made with the first output.</param>
internal sealed class OutputFolder(string root, TimeProvider clock) : IDisposable
{
    private const string Suffix = ".out";
    private const int WritersMax = 8;
    private const int StatesMax = 20_000;

    private readonly SemaphoreSlim[] _writers = [.. Enumerable.Range(0, WritersMax).Select(_ => new SemaphoreSlim(1))];

    // What files hold that were written since the start; of others it is read from the file.
    private readonly ConcurrentDictionary<string, OutputState> _states = new(StringComparer.Ordinal);

    /// <summary>Adds output of a host, flushed to the disk.</summary>
    /// <param name="frames">Whole frames; may be empty.</param>
    /// <param name="quota">Greatest length of the file, in bytes.</param>
    /// <returns>How it ended, and what the file holds.</returns>
    public async Task<(AppendOutcome Outcome, OutputState State)> AppendAsync(
        string runId, string agentId, OutputPlace place, byte[] frames, long quota,
        CancellationToken cancellationToken)
    {
        var path = FileOf(runId, agentId);
        var writer = _writers[(uint)string.GetHashCode(path, StringComparison.Ordinal) % WritersMax];
        await writer.WaitAsync(cancellationToken);
        try
        {
            var file = new OutputFile(path, quota);
            var state = _states.TryGetValue(path, out var known) ? known : file.Load();
            if (place.Offset is { } offset && offset - place.Missing != state.Received)
                return (AppendOutcome.OtherOffset, state);
            if (frames.Length == 0 && place.Missing == 0) return (AppendOutcome.Added, state);
            AtomicFile.CreateDirectory(root, AtomicFile.PrivateDirectory);
            if (LacksRoom(frames.Length)) return (AppendOutcome.NotWritten, state);
            AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!, AtomicFile.PrivateDirectory);
            // Forgotten first: of a write that fails in the middle the file alone tells what it holds.
            _states.TryRemove(path, out _);
            var microseconds = FrameHeader.MicrosecondsOf(clock.GetUtcNow());
            state = file.Append(state, place.Missing, frames, microseconds);
            if (_states.Count >= StatesMax) _states.Clear();
            _states[path] = state;
            return (AppendOutcome.Added, state);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return (AppendOutcome.NotWritten, OutputState.Nothing);
        }
        finally
        {
            writer.Release();
        }
    }

    /// <summary>Opens the output of a host to read it; null where there is none.</summary>
    public OutputReader? Open(string runId, string agentId)
    {
        try
        {
            return new OutputReader(
                File.OpenHandle(FileOf(runId, agentId), share: FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes the output of a run.</summary>
    public void Remove(string runId)
    {
        var folder = FolderOf(runId);
        foreach (var path in _states.Keys.Where(path => path.StartsWith(folder + '/', StringComparison.Ordinal)))
            _states.TryRemove(path, out _);
        FileTree.Delete(folder);
    }

    /// <summary>Ids of the runs that have output.</summary>
    public IReadOnlyList<string> ListRuns() => Directory.Exists(root)
        ? [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)).Where(Names.IsValid)]
        : [];

    public void Dispose()
    {
        foreach (var writer in _writers) writer.Dispose();
    }

    // Names of ids are safe as parts of a path.
    private string FolderOf(string runId) => Path.Combine(root, runId);

    private string FileOf(string runId, string agentId) => Path.Combine(FolderOf(runId), agentId + Suffix);

    private bool LacksRoom(int bytes) =>
        new DriveInfo(root).AvailableFreeSpace - bytes < Contracts.Limits.DiskReserveBytes;
}
