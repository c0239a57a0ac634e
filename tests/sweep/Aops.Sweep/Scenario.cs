using System.Text.Json.Nodes;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Sweep;

/// <summary>A change of version that is interrupted: how it is ordered, and how the host may look in the end.</summary>
public abstract class Scenario
{
    /// <summary>The sub-agent that must not be affected.</summary>
    public const string Witness = "witness";

    /// <summary>The sub-agent that one scenario upgrades.</summary>
    public const string Ticker = "ticker";

    /// <summary>A version of the suite that passes its self-test and crashes on trial.</summary>
    public const string BrokenVersion = "3.0.0";

    /// <summary>Every scenario.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
        [new GoodUpgrade(), new OrderedRollback(), new FailedTrial(), new SubAgentUpgrade()];

    /// <summary>Name, for the command line and the report.</summary>
    public abstract string Name { get; }

    /// <summary>Version of the suite that the host begins with.</summary>
    public virtual string Begin => PublishedPrograms.First;

    /// <summary>Gives the order.</summary>
    /// <param name="lane">The host.</param>
    public abstract Task OrderAsync(HostFixture lane, CancellationToken cancellationToken);

    /// <summary>Whether the order was carried out.</summary>
    /// <param name="status">What spm says.</param>
    public abstract bool IsDone(StatusReply status);

    /// <summary>
    /// Whether the host may also stay in this state after a kill: the order was given once and was lost
    /// with the process that received it.
    /// </summary>
    /// <param name="status">The status of spm.</param>
    public virtual bool MayStay(StatusReply status) => false;

    /// <summary>Whether this sub-agent must be the same process as before.</summary>
    public virtual bool IsUntouched(string name) => true;

    /// <summary>What the server wants before the order, or with an order for the suite alone.</summary>
    /// <param name="version">Version of the suite; null to leave it as it is.</param>
    public static JsonObject DesiredBefore(string? version = null) => Desired(version, "1.0.0");

    /// <summary>A desired state.</summary>
    /// <param name="version">Version of the suite; null to leave it as it is.</param>
    /// <param name="tickerVersion">Version of the ticker.</param>
    protected static JsonObject Desired(string? version, string tickerVersion) => new()
    {
        ["agent"] = version is null ? null : new JsonObject { ["version"] = version },
        ["subAgents"] = new JsonArray(
            new JsonObject { ["name"] = Witness, ["version"] = "1.0.0" },
            new JsonObject { ["name"] = Ticker, ["version"] = tickerVersion }),
    };

    /// <summary>Whether no upgrade is in progress.</summary>
    protected static bool IsAtRest(StatusReply status) => status.Agent.Upgrade is null
        or { Phase: UpgradePhase.Success or UpgradePhase.Failed or UpgradePhase.RolledBack };
}
