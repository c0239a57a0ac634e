using Aops.Layout;

namespace Aops.Runs;

/// <summary>
/// Paths of one run: <c>var/lib/aops/runs/ID</c>. Parties: spm writes what is to be done, the keeper how it went, each
/// its own files. Other users may pass through the folder, to what is theirs in it, but not list it.
/// </summary>
/// <param name="Path">The folder, absolute.</param>
public sealed record RunFolder(string Path)
{
    /// <summary>The folder of a run.</summary>
    /// <param name="id">Its identity; the caller has checked it with <see cref="Contracts.Names.IsValid"/>.</param>
    public static RunFolder Of(AopsLayout layout, string id) => new(System.IO.Path.Combine(layout.Runs, id));

    /// <summary>Identity of the run.</summary>
    public string Id => System.IO.Path.GetFileName(Path);

    /// <summary><c>ticket.json</c>: spm's note of the run (<see cref="RunTicket"/>), written before all else.</summary>
    public string Ticket => In("ticket.json");

    /// <summary><c>order.json</c>: what the keeper is to execute (<see cref="KeeperOrder"/>).</summary>
    public string Order => In("order.json");

    /// <summary><c>lock</c>: held by the keeper as long as it lives.</summary>
    public string Lock => In("lock");

    /// <summary><c>keeper.json</c>: the process of the keeper (<see cref="KeeperProcess"/>).</summary>
    public string Keeper => In("keeper.json");

    /// <summary>
    /// <c>executed</c>: written durably by the keeper before it executes the program. Where it is missing, nothing was
    /// executed.
    /// </summary>
    public string Executed => In("executed");

    /// <summary><c>output</c>: what the program has written (<see cref="Output.SpoolWriter"/>).</summary>
    public string Output => In("output");

    /// <summary><c>end.json</c>: how it ended (<see cref="RunEnd"/>).</summary>
    public string End => In("end.json");

    /// <summary><c>end.reserve</c>: disk space for <see cref="End"/>, taken before the program can fill the disk.</summary>
    public string EndReserve => In("end.reserve");

    /// <summary><c>cancel</c>: exists once the run is to end, or not to begin.</summary>
    public string Cancel => In("cancel");

    /// <summary><c>script</c>: the script; belongs to the user of the run.</summary>
    public string Script => In("script");

    /// <summary><c>parameters.json</c>: the parameters; belongs to the user of the run.</summary>
    public string Parameters => In("parameters.json");

    /// <summary><c>set</c>: the files of a playbook, which its program runs in.</summary>
    public string Set => In("set");

    /// <summary><c>plugin</c>: what the suite adds to a playbook.</summary>
    public string Plugin => In("plugin");

    /// <summary><c>secrets.json</c>: what the output of a playbook must not show; belongs to the user of the run.</summary>
    public string Secrets => In("secrets.json");

    /// <summary><c>work/events.jsonl</c>: what the tasks of a playbook did, written by its program.</summary>
    public string Events => System.IO.Path.Combine(Work, "events.jsonl");

    /// <summary><c>work</c>: the working directory of a run that names none; belongs to the user of the run.</summary>
    public string Work => In("work");

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
