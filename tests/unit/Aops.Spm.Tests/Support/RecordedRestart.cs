using System.Collections.Concurrent;

namespace Aops.Spm.Tests.Support;

/// <summary>Notes why this process would have been replaced, and returns.</summary>
internal sealed class RecordedRestart : ISelfRestart
{
    private readonly ConcurrentQueue<string> _reasons = [];

    public IReadOnlyList<string> Reasons => [.. _reasons];

    public void Now(string why) => _reasons.Enqueue(why);
}
