using Aops.LogTail.Records;

namespace Aops.LogTail.Lines;

/// <summary>Where lines come from. One loop reads; another asks for all else, at any time.</summary>
internal interface ISource : IDisposable
{
    string Name { get; }

    /// <summary>What is in its way, one sentence each; empty for nothing.</summary>
    IReadOnlyList<string> Faults { get; }

    /// <summary>Files that are followed; 0 for a source without.</summary>
    int FilesOpen { get; }

    /// <summary>Bytes that are there and were not read at the last look.</summary>
    long BytesBehind { get; }

    /// <summary>Position and counters after the last pass.</summary>
    SourceState State { get; }

    /// <summary>Adds what there is to a chunk, until it is full.</summary>
    /// <param name="isLast">Whether the program ends: nothing waits for more.</param>
    /// <returns>Whether there is more at once.</returns>
    bool Read(Chunk chunk, bool isLast);
}
