namespace Aops.AgentService.Pair;

/// <summary>How a stop went.</summary>
/// <param name="Stopped">Processes of the pair that were there.</param>
/// <param name="Killed">Those of them that did not end by themselves.</param>
/// <param name="SubAgentsEnded">Sub-agents that spm could not stop any more, and that were ended here.</param>
/// <param name="MarkerFault">Why the stop marker could not be written, or null.</param>
internal sealed record StopReport(int Stopped, int Killed, int SubAgentsEnded, string? MarkerFault)
{
    /// <summary>The report in words.</summary>
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
                    + (Stopped > 0 ? ", so both halves were killed in one go" : "")
                    + "; the suite stays down until the next start, or until the host boots";
            }
            return text;
        }
    }
}
