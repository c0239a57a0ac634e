using Aops.Native.Processes;

namespace Aops.Chaos;

/// <summary>What the run knows of one sub-agent.</summary>
/// <param name="program">File name of the program whose process it is.</param>
internal sealed class SubAgentRecord(string name, string program)
{
    private readonly HashSet<ProcessIdentity> _seen = [];

    public string Name => name;

    public string Program => program;

    /// <summary>Faults that end its process, sooner or later.</summary>
    public int LethalFaults { get; set; }

    /// <summary>How many processes it has had, one after the other.</summary>
    public int Lives => _seen.Count;

    /// <summary>Takes note of its process.</summary>
    public void See(ProcessIdentity process) => _seen.Add(process);

    /// <summary>Whether it has had more processes than faults explain: it was restarted without reason.</summary>
    public bool NoticedSomething => Lives > 1 + LethalFaults;
}
