namespace Aops.Server.Events;

/// <summary>Kinds of events, as <c>docs/reference/API.md</c> lists them.</summary>
internal static class EventKinds
{
    public const string Enrolled = "enrolled";
    public const string Cloned = "cloned";
    public const string EnrolmentPending = "enrolment-pending";
    public const string EnrolmentApproved = "enrolment-approved";
    public const string EnrolmentRefused = "enrolment-refused";
    public const string ClonePending = "clone-pending";
    public const string IdentityWithheld = "identity-withheld";
    public const string SameMachine = "same-machine";
    public const string TwoInstances = "two-instances";
    public const string Removed = "removed";
    public const string Online = "online";
    public const string Offline = "offline";
    public const string Gone = "gone";
    public const string Farewell = "farewell";
    public const string VersionChanged = "version-changed";
    public const string Upgrade = "upgrade";
    public const string SubAgent = "sub-agent";
    public const string SubAgentUpgrade = "sub-agent-upgrade";
    public const string Fault = "fault";
    public const string Command = "command";
    public const string Diverged = "diverged";
    public const string Desired = "desired";
    public const string Labels = "labels";
    public const string Group = "group";
    public const string Authority = "authority";
    public const string Published = "published";
    public const string Repository = "repository";
    public const string Backup = "backup";
    public const string Access = "access";
    public const string Alert = "alert";
    public const string Rollout = "rollout";
    public const string Freeze = "freeze";
    public const string Run = "run";
    public const string Schedule = "schedule";

    /// <summary>A deployment was written or removed; its runs have events of their own.</summary>
    public const string Deployment = "deployment";

    /// <summary>An agent caused more events than are stored of one agent.</summary>
    public const string LeftOut = "left-out";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Enrolled, EnrolmentPending, EnrolmentApproved, EnrolmentRefused, Cloned, ClonePending, IdentityWithheld,
        SameMachine, TwoInstances, Removed, Online, Offline, Gone, Farewell, VersionChanged, Upgrade, SubAgent,
        SubAgentUpgrade, Fault, Command, Diverged, Desired, Labels, Group, Authority, Published, Repository,
        Backup, Access, Alert, Rollout, Freeze, Run, Schedule, Deployment, LeftOut,
    ];

    /// <summary>
    /// The class of a kind. Unlisted kinds belong to the operator: agents cannot cause them, so agents
    /// cannot displace them.
    /// </summary>
    public static EventClass ClassOf(string kind) => kind switch
    {
        Enrolled or EnrolmentPending or Cloned or ClonePending or IdentityWithheld or SameMachine =>
            EventClass.Enrolment,
        Online or Offline or Gone or Farewell
            or VersionChanged or Upgrade or SubAgent or SubAgentUpgrade or Fault or Command
            or TwoInstances or Diverged or LeftOut => EventClass.Agent,
        _ => EventClass.Operator,
    };
}
