using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;

namespace Aops.Pair;

/// <summary>
/// Starts the other half as a child, through the launcher, in a session of its own and with a clean environment. The
/// watch reaps it.
/// </summary>
public sealed class LaunchStarter : IPeerStarter
{
    private readonly AopsLayout _layout;

    /// <summary>Makes a starter.</summary>
    /// <param name="layout">The root.</param>
    public LaunchStarter(AopsLayout layout) => _layout = layout;

    /// <inheritdoc/>
    public PeerStart Start(Role role) => new PeerStart.Child(Spawn.Start(new SpawnRequest
    {
        Path = LauncherCommand.Program(_layout),
        Arguments = LauncherCommand.Arguments(_layout, role),
        Environment = StartEnvironment.Clean(),
    }));
}
