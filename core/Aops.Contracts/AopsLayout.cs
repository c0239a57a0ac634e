namespace Aops.Contracts;

/// <summary>
/// Where everything lies below one root. The root is <c>/</c> on a host, and any folder for tests, demos and
/// hosts that keep the suite apart. Nothing outside of this type joins these names.
/// </summary>
public sealed class AopsLayout
{
    /// <summary><c>manifest.json</c>: the file of a slot that names all others.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>Makes the layout of a root.</summary>
    /// <param name="root">An absolute path; it needs not exist yet.</param>
    /// <exception cref="ArgumentException">The path is not absolute.</exception>
    public AopsLayout(string root)
    {
        if (!Path.IsPathRooted(root))
            throw new ArgumentException($"the root must be an absolute path, not '{root}'", nameof(root));
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    }

    /// <summary>The root.</summary>
    public string Root { get; }

    /// <summary><c>opt/aops</c>: programs.</summary>
    public string Opt => Path.Combine(Root, "opt/aops");

    /// <summary><c>opt/aops/bin</c>: the launcher and the service CLI, replaced only after a commit.</summary>
    public string Bin => Path.Combine(Opt, "bin");

    /// <summary><c>opt/aops/bin/aops-launch</c>.</summary>
    public string LauncherProgram => Path.Combine(Bin, "aops-launch");

    /// <summary><c>opt/aops/bin/aops-agent-service</c>.</summary>
    public string ServiceProgram => Path.Combine(Bin, "aops-agent-service");

    /// <summary><c>opt/aops/bin/control</c>: the script that starts and stops the suite where there is no systemd.</summary>
    public string ControlScript => Path.Combine(Bin, "control");

    /// <summary><c>opt/aops/releases</c>: the slots.</summary>
    public string Releases => Path.Combine(Opt, "releases");

    /// <summary><c>opt/aops/current</c>: the link to the current slot.</summary>
    public string Current => Path.Combine(Opt, "current");

    /// <summary><c>etc/aops</c>.</summary>
    public string Etc => Path.Combine(Root, "etc/aops");

    /// <summary><c>etc/aops/conf.yml</c>: the operator's settings.</summary>
    public string Conf => Path.Combine(Etc, "conf.yml");

    /// <summary><c>etc/aops/trust/root.json</c>: the TUF root that this host trusts.</summary>
    public string TrustRoot => Path.Combine(Etc, "trust/root.json");

    /// <summary><c>etc/aops/trust/ca.pem</c>: the certificate authority of the server.</summary>
    public string TrustCa => Path.Combine(Etc, "trust/ca.pem");

    /// <summary>
    /// <c>etc/aops/token</c>: an enrolment token that whoever sets hosts up lays down; <c>install</c> uses it up.
    /// </summary>
    public string EnrolmentToken => Path.Combine(Etc, "token");

    /// <summary><c>usr/lib/aops/seed</c>: the release that a package of the distribution has brought, unpacked.</summary>
    public string Seed => Path.Combine(Root, "usr/lib/aops/seed");

    /// <summary><c>usr/lib/aops/trust/root.json</c>: the TUF root that such a package has brought.</summary>
    public string SeedTrustRoot => Path.Combine(Root, "usr/lib/aops/trust/root.json");

    /// <summary><c>usr/lib/aops/trust/ca.pem</c>: the server's authority that such a package has brought.</summary>
    public string SeedTrustCa => Path.Combine(Root, "usr/lib/aops/trust/ca.pem");

    /// <summary><c>var/lib/aops</c>: state.</summary>
    public string State => Path.Combine(Root, "var/lib/aops");

    /// <summary><c>var/lib/aops/identity.json</c>: who this host is to the server; 0600.</summary>
    public string Identity => Path.Combine(State, "identity.json");

    /// <summary><c>var/lib/aops/connection.json</c>: the proven connection to the server, and one that is tried; 0600.</summary>
    public string Connection => Path.Combine(State, "connection.json");

    /// <summary><c>var/lib/aops/journal.json</c>: the upgrade journal.</summary>
    public string Journal => Path.Combine(State, "journal.json");

    /// <summary><c>var/lib/aops/stopped</c>: there while an operator wants the suite to stay down.</summary>
    public string StopMarker => Path.Combine(State, "stopped");

    /// <summary><c>var/lib/aops/conf.yml.good</c>: the last conf.yml that was taken.</summary>
    public string LastGoodConf => Path.Combine(State, "conf.yml.good");

    /// <summary><c>var/lib/aops/desired.json</c>: the last desired state that the server sent.</summary>
    public string Desired => Path.Combine(State, "desired.json");

    /// <summary><c>var/lib/aops/commands.json</c>: one-shot commands that were begun or ended.</summary>
    public string Commands => Path.Combine(State, "commands.json");

    /// <summary><c>var/lib/aops/tuf</c>: trusted metadata.</summary>
    public string Tuf => Path.Combine(State, "tuf");

    /// <summary><c>var/lib/aops/packages</c>: downloads, whole and partial.</summary>
    public string Packages => Path.Combine(State, "packages");

    /// <summary><c>var/lib/aops/subagents</c>: a folder for each sub-agent.</summary>
    public string SubAgents => Path.Combine(State, "subagents");

    /// <summary>Files with the secret that marks the processes of sub-agents: durable, and for this boot.</summary>
    public IReadOnlyList<string> MarkSecrets => [Path.Combine(State, "mark"), Path.Combine(Run, "mark")];

    /// <summary><c>var/lib/aops/floors.json</c>: the newest version of each sub-agent that ever proved ready.</summary>
    public string SubAgentFloors => Path.Combine(State, "floors.json");

    /// <summary><c>var/log/aops</c>.</summary>
    public string Log => Path.Combine(Root, "var/log/aops");

    /// <summary><c>run/aops</c>: sockets and locks.</summary>
    public string Run => Path.Combine(Root, "run/aops");

    /// <summary><c>run/aops/heartbeat.counter</c>: the counter of the server's newest answer, until the next boot.</summary>
    public string HeartbeatCounter => Path.Combine(Run, "heartbeat.counter");

    /// <summary>The slot of a version.</summary>
    /// <param name="version">The version; the caller has checked it with <see cref="Names.IsValid"/>.</param>
    public string Slot(string version) => Path.Combine(Releases, version);

    /// <summary>Units that a version brings: <c>opt/aops/releases/VERSION/units</c>.</summary>
    /// <param name="version">The version.</param>
    public string SlotUnits(string version) => Path.Combine(Slot(version), "units");

    /// <summary>There while systemd runs the pair, also where its unit files were deleted.</summary>
    public string UnitsMark => Path.Combine(State, "units");

    /// <summary>File of a unit, where an installation writes it.</summary>
    /// <param name="unit">Its name, with its suffix.</param>
    public string UnitFile(string unit) => Path.Combine(Root, "etc/systemd/system", unit);

    /// <summary>The program of a half in a slot: <c>opt/aops/releases/VERSION/bin/aops-spm</c>.</summary>
    /// <param name="version">The version.</param>
    /// <param name="role">The half.</param>
    public string SlotProgram(string version, Role role) =>
        Path.Combine(Slot(version), "bin", role.ProgramName());

    /// <summary>Socket of a half.</summary>
    /// <param name="role">The half.</param>
    public string Socket(Role role) => Path.Combine(Run, $"{role.ShortName()}.sock");

    /// <summary>Lock of a half; it holds the pid of its owner as text.</summary>
    /// <param name="role">The half.</param>
    public string Lock(Role role) => Path.Combine(Run, $"{role.ShortName()}.lock");

    /// <summary><c>run/aops/guard.lock</c>: lock of the third process, where there is no service manager.</summary>
    public string GuardLock => Path.Combine(Run, "guard.lock");

    /// <summary>Log of a half.</summary>
    /// <param name="role">The half.</param>
    public string LogFile(Role role) => Path.Combine(Log, $"{role.ShortName()}.log");

    /// <summary>Folder of a sub-agent.</summary>
    /// <param name="name">Name of the sub-agent.</param>
    public string SubAgent(string name) => Path.Combine(SubAgents, name);

    /// <summary>Slots of a sub-agent.</summary>
    /// <param name="name">Name of the sub-agent.</param>
    public string SubAgentReleases(string name) => Path.Combine(SubAgent(name), "releases");

    /// <summary>Current slot of a sub-agent.</summary>
    /// <param name="name">Name of the sub-agent.</param>
    public string SubAgentCurrent(string name) => Path.Combine(SubAgent(name), "current");

    /// <summary>Live state of a sub-agent: what adoption needs.</summary>
    /// <param name="name">Name of the sub-agent.</param>
    public string SubAgentState(string name) => Path.Combine(SubAgent(name), "state.json");

    /// <summary>The specification a sub-agent runs by: the package's with the server's changes laid over it.</summary>
    /// <param name="name">Name of the sub-agent.</param>
    public string SubAgentSpec(string name) => Path.Combine(SubAgent(name), "spec.json");

    /// <summary>Output of a sub-agent.</summary>
    /// <param name="name">Name of the sub-agent.</param>
    public string SubAgentLog(string name) => Path.Combine(Log, "subagents", $"{name}.log");
}
