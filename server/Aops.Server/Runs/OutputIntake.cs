using Aops.Server.Runs.Output;

namespace Aops.Server.Runs;

/// <summary>Takes output of hosts: into its file, into the database, and to who follows it.</summary>
internal sealed class OutputIntake(RunAgentStore store, OutputFolder outputs, OutputQuota quota, RunNews news)
{
    /// <summary>Takes a piece.</summary>
    /// <param name="rule">What holds for the output of this host.</param>
    /// <param name="frames">Whole frames; may be empty.</param>
    /// <returns>What the file holds afterwards.</returns>
    /// <exception cref="Problems.RequestFault">It cannot be stored, or is needed no longer.</exception>
    public async Task<OutputState> TakeAsync(
        string runId, string agentId, OutputRule rule, OutputPlace place, byte[] frames,
        CancellationToken cancellationToken)
    {
        if (rule.IsDropped) throw RunProblems.OutputDropped(runId);
        if (frames.Length > 0 && !quota.HasRoom(frames.Length)) throw RunProblems.OutputFull(quota.BytesMax);
        var (outcome, state) = await outputs.AppendAsync(
            runId, agentId, place, frames, rule.BytesMax, cancellationToken);
        if (outcome == AppendOutcome.NotWritten) throw RunProblems.DiskFull(frames.Length);
        if (outcome != AppendOutcome.Added) return state;
        // Who follows reads the file, and does not wait for the database.
        Announce(runId, agentId);
        var (host, grown) = await store.StoreOutputAsync(runId, agentId, state, cancellationToken);
        quota.Add(grown);
        if (host is not null) await DigestAsync(runId, host, cancellationToken);
        Announce(runId, agentId);
        return state;
    }

    /// <summary>Recognizes the whole output of a host, once all is here: the report and the last piece come in any order.</summary>
    public async Task DigestAsync(string runId, string agentId, CancellationToken cancellationToken)
    {
        if (await store.FindHostAsync(runId, agentId, cancellationToken) is { } host)
            await DigestAsync(runId, host, cancellationToken);
    }

    /// <summary>The same of a host that was read.</summary>
    public async Task DigestAsync(string runId, RunHostRecord host, CancellationToken cancellationToken)
    {
        if (host is not { OutputEnd: not null, HasWholeOutput: true, Digest: null }) return;
        using var output = outputs.Open(runId, host.AgentId);
        await store.StoreDigestAsync(
            runId, host.AgentId, output?.Digest() ?? OutputReader.DigestOfNothing, cancellationToken);
    }

    /// <summary>Something of a host was stored.</summary>
    public void Announce(string runId, string agentId)
    {
        news.Announce(RunNews.KeyOf(runId, agentId));
        news.Announce(runId);
    }
}
