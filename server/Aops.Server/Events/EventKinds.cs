namespace Aops.Server.Events;

/// <summary>Kinds of events, as <c>docs/API.md</c> lists them.</summary>
internal static class EventKinds
{
    public const string Enrolled = "enrolled";
    public const string Cloned = "cloned";
    public const string ClonePending = "clone-pending";
    public const string IdentityWithheld = "identity-withheld";
    public const string SameMachine = "same-machine";
    public const string TwoInstances = "two-instances";
    public const string Removed = "removed";
    public const string Online = "online";
    public const string Offline = "offline";
    public const string VersionChanged = "version-changed";
    public const string Upgrade = "upgrade";
    public const string SubAgent = "sub-agent";
    public const string SubAgentUpgrade = "sub-agent-upgrade";
    public const string Fault = "fault";
    public const string Command = "command";
    public const string Desired = "desired";
    public const string Authority = "authority";
    public const string Published = "published";
}
