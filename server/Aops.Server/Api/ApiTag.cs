namespace Aops.Server.Api;

/// <summary>A part of the API, under which the document and its page show operations.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record ApiTag(string Name, string Meaning)
{
    public static ApiTag Hosts { get; } = new("Hosts", "Hosts are found by queries, labelled, explained and removed.");

    public static ApiTag Groups { get; } = new("Groups", "Named queries with ranks.");

    public static ApiTag Layers { get; } = new("Layers", "What hosts should be, with every revision of it.");

    public static ApiTag Rollouts { get; } = new(
        "Rollouts", "How a layer goes from one revision to the next: host by host, judged by facts, stopped by itself.");

    public static ApiTag Freeze { get; } = new("Freeze", "A stop of all changes of hosts, until it ends.");

    public static ApiTag Runs { get; } = new(
        "Runs", "Programs that hosts execute once at an operator's wish, with their output and how they ended.");

    public static ApiTag Schedules { get; } = new("Schedules", "Runs that are started at times of a crontab.");

    public static ApiTag Deployments { get; } = new(
        "Deployments", "Services that signed runbooks bring to hosts, start, stop and look at, each with one log.");

    public static ApiTag Operations { get; } = new("Operations", "Work over many hosts that goes on beside requests.");

    public static ApiTag Events { get; } = new("Events", "What happened: a list, a wait for news, or a stream.");

    public static ApiTag Audit { get; } = new("Audit", "Who changed what, when, from where and why: rows that are only ever added.");

    public static ApiTag Enrolment { get; } = new("Enrolment", "Tokens by which hosts enrol, and clones that wait for consent.");

    public static ApiTag Commands { get; } = new("Commands", "One-shot commands to one host.");

    public static ApiTag Releases { get; } = new("Releases", "What is published, and the signed repository itself.");

    public static ApiTag Access { get; } = new("Access", "Users, keys, sessions, and what each may do.");

    public static ApiTag Alerts { get; } =
        new("Alerts", "Rules and their alerts, silences, and the webhooks that are told.");

    public static ApiTag Batch { get; } = new("Batch", "One action on many hosts, with names in snake_case.");

    public static ApiTag Agents { get; } = new("Agents", "What the agents of hosts call, with a token of their own.");

    public static ApiTag Earlier { get; } = new("Earlier forms", "Forms that stay for one major version, with the same code behind.");

    public static ApiTag Open { get; } = new("Open files", "What takes no token.");

    public static ApiTag Document { get; } = new("Document", "This API, for programs.");

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<ApiTag> All { get; } =
    [
        Hosts, Groups, Layers, Rollouts, Runs, Deployments, Schedules, Freeze, Operations, Events, Audit, Enrolment,
        Commands, Releases, Batch, Access, Alerts, Document, Agents, Earlier, Open,
    ];
}
