namespace Aops.AgentService.Pair;

/// <summary>Result of a stop.</summary>
/// <param name="Stopped">Count of processes of the pair that ran.</param>
/// <param name="Killed">Those that had to be killed.</param>
/// <param name="SubAgentsEnded">Orphaned sub-agents that were ended here.</param>
/// <param name="MarkerFault">Why the stop marker could not be written, or null.</param>
internal sealed record StopReport(int Stopped, int Killed, int SubAgentsEnded, string? MarkerFault)
{
    /// <summary>The report as a sentence.</summary>
    internal string Sentence
    {
        get
        {
            var text = Stopped == 0 ? "nothing was running" : "stopped";
            if (Killed > 0) text += $"; {Killed} of {Stopped} processes had to be killed";
            if (SubAgentsEnded > 0) text += $"; {SubAgentsEnded} sub-agents that were left over were ended";
            if (MarkerFault is not null)
            {
                text += $"; the stop marker could not be written ({MarkerFault})"
                    + (Stopped > 0 ? ", so both members were killed in one go" : "")
                    + "; the suite stays down until the next start, or until the host boots";
            }
            return text;
        }
    }
}
