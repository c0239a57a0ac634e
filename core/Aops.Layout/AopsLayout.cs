using Aops.Contracts;

namespace Aops.Layout;

/// <summary>
/// The paths of the suite below one root. The root is <c>/</c> on a host, and any directory for tests, demos and
/// hosts that keep the suite apart.
/// </summary>
public sealed class AopsLayout
{
    /// <summary><c>manifest.json</c>: the file of a slot that names all others.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>Makes the layout of a root.</summary>
    /// <param name="root">An absolute path; the directory need not exist yet.</param>
    /// <exception cref="ArgumentException">The path is not absolute.</exception>
    public AopsLayout(string root)
    {
        if (!Path.IsPathRooted(root))
            throw new ArgumentException($"the root must be an absolute path, not '{root}'", nameof(root));
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    }

    /// <summary>The root: absolute, without a trailing separator.</summary>
    public string Root { get; }

    /// <summary><c>opt/aops</c>: programs.</summary>
    public string Opt => Path.Combine(Root, "opt/aops");

    /// <summary><c>opt/aops/bin</c>: the launcher and the service CLI, replaced only after a commit.</summary>
    public string Bin => Path.Combine(Opt, "bin");

    /// <summary><c>opt/aops/bin/aops-launch</c>: the launcher.</summary>
    public string LauncherProgram => Path.Combine(Bin, "aops-launch");

    /// <summary><c>opt/aops/bin/aops-agent-service</c>: the service CLI.</summary>
    public string ServiceProgram => Path.Combine(Bin, "aops-agent-service");

    /// <summary><c>opt/aops/bin/control</c>: the script that starts and stops the suite where there is no systemd.</summary>
    public string ControlScript => Path.Combine(Bin, "control");

    /// <summary><c>opt/aops/releases</c>: the slots.</summary>
    public string Releases => Path.Combine(Opt, "releases");

    /// <summary><c>opt/aops/current</c>: the link to the current slot.</summary>
    public string Current => Path.Combine(Opt, "current");

    /// <summary><c>etc/aops</c>: configuration and trust.</summary>
    public string Etc => Path.Combine(Root, "etc/aops");

    /// <summary><c>etc/aops/conf.yml</c>: the operator's settings.</summary>
    public string Conf => Path.Combine(Etc, "conf.yml");

    /// <summary><c>run/aops/followers</c>: who follows a log and has more of it written meanwhile, a file each.</summary>
    public string LogFollowers => Path.Combine(Run, "followers");

    /// <summary><c>etc/aops/secrets</c>: secrets of this host that runs may name, a file each.</summary>
    public string Secrets => Path.Combine(Etc, "secrets");

    /// <summary><c>etc/aops/trust/root.json</c>: the TUF root that this host trusts.</summary>
    public string TrustRoot => Path.Combine(Etc, "trust/root.json");

    /// <summary><c>etc/aops/trust/ca.pem</c>: the certificate authority of the server.</summary>
    public string TrustCa => Path.Combine(Etc, "trust/ca.pem");

    /// <summary>
    /// <c>etc/aops/token</c>: an enrolment token that provisioning has placed; <c>install</c> consumes and deletes
    /// it.
    /// </summary>
    public string EnrolmentToken => Path.Combine(Etc, "token");

    /// <summary>
    /// <c>usr/lib/aops/seed</c>: the unpacked release that a package of the distribution installs.
    /// </summary>
    public string Seed => Path.Combine(Root, "usr/lib/aops/seed");

    /// <summary>
    /// <c>usr/lib/aops/trust/root.json</c>: the TUF root that a package of the distribution installs.
    /// </summary>
    public string SeedTrustRoot => Path.Combine(Root, "usr/lib/aops/trust/root.json");

    /// <summary>
    /// <c>usr/lib/aops/trust/ca.pem</c>: the server's authority that a package of the distribution installs.
    /// </summary>
    public string SeedTrustCa => Path.Combine(Root, "usr/lib/aops/trust/ca.pem");

    /// <summary><c>var/lib/aops</c>: persistent state.</summary>
    public string State => Path.Combine(Root, "var/lib/aops");

    /// <summary>
    /// <c>var/lib/aops/identity.json</c>: the identity and secret of this host at the server; mode 0600.
    /// </summary>
    public string Identity => Path.Combine(State, "identity.json");

    /// <summary>
    /// <c>var/lib/aops/connection.json</c>: the proven connection to the server and the one on probation; mode
    /// 0600.
    /// </summary>
    public string Connection => Path.Combine(State, "connection.json");

    /// <summary><c>var/lib/aops/journal.json</c>: the upgrade journal.</summary>
    public string Journal => Path.Combine(State, "journal.json");

    /// <summary><c>var/lib/aops/stopped</c>: exists while an operator wants the suite to stay stopped.</summary>
    public string StopMarker => Path.Combine(State, "stopped");

    /// <summary><c>var/lib/aops/conf.yml.good</c>: a copy of the last conf.yml that was accepted.</summary>
    public string LastGoodConf => Path.Combine(State, "conf.yml.good");

    /// <summary><c>var/lib/aops/desired.json</c>: the last desired state that the server sent.</summary>
    public string Desired => Path.Combine(State, "desired.json");

    /// <summary><c>var/lib/aops/commands.json</c>: one-shot commands that were started or have ended.</summary>
    public string Commands => Path.Combine(State, "commands.json");

    /// <summary><c>var/lib/aops/runs</c>: a folder for each run.</summary>
    public string Runs => Path.Combine(State, "runs");

    /// <summary><c>var/lib/aops/playbooks</c>: archives of playbooks, by their hash.</summary>
    public string Playbooks => Path.Combine(State, "playbooks");

    /// <summary><c>var/lib/aops/commanders</c>: the highest generation of signed commanders that this host has seen.</summary>
    public string CommandersFloor => Path.Combine(State, "commanders");

    /// <summary>What an operator at the host holds back; absent for nothing.</summary>
    public string Hold => Path.Combine(State, "hold.json");

    /// <summary><c>var/lib/aops/tuf</c>: trusted TUF metadata.</summary>
    public string Tuf => Path.Combine(State, "tuf");

    /// <summary><c>var/lib/aops/packages</c>: complete and partial downloads.</summary>
    public string Packages => Path.Combine(State, "packages");

    /// <summary><c>var/lib/aops/subagents</c>: a folder for each sub-agent.</summary>
    public string SubAgents => Path.Combine(State, "subagents");

    /// <summary>
    /// The files that hold the secret for marking sub-agent processes: one is persistent, one lasts until the next
    /// boot.
    /// </summary>
    public IReadOnlyList<string> MarkSecrets => [Path.Combine(State, "mark"), Path.Combine(Run, "mark")];

    /// <summary>
    /// <c>var/lib/aops/floors.json</c>: for each sub-agent, the newest version that ever became ready; older ones
    /// are refused.
    /// </summary>
    public string SubAgentFloors => Path.Combine(State, "floors.json");

    /// <summary><c>var/log/aops</c>: logs.</summary>
    public string Log => Path.Combine(Root, "var/log/aops");

    /// <summary><c>run/aops</c>: sockets and locks.</summary>
    public string Run => Path.Combine(Root, "run/aops");

    /// <summary>
    /// <c>run/aops/heartbeat.counter</c>: the counter of the server's newest reply; lost at the next boot.
    /// </summary>
    public string HeartbeatCounter => Path.Combine(Run, "heartbeat.counter");

    /// <summary>The root that a program of an installation lies below.</summary>
    /// <param name="program">Path of the program.</param>
    /// <returns>Null for a program that lies in no <c>opt/aops</c>.</returns>
    public static string? RootOf(string program)
    {
        var folder = Path.GetDirectoryName(program) ?? "";
        const string bin = "/opt/aops/bin";
        const string slots = "/opt/aops/releases";
        var above = folder.EndsWith(bin, StringComparison.Ordinal) ? folder[..^bin.Length]
            : Path.GetFileName(folder) == "bin" && Path.GetDirectoryName(Path.GetDirectoryName(folder)) is { } releases
                && releases.EndsWith(slots, StringComparison.Ordinal) ? releases[..^slots.Length]
            : null;
        return above?.Length == 0 ? "/" : above;
    }

    /// <summary>The directory of a version's slot.</summary>
    /// <param name="version">The version; the caller has checked it with <see cref="Names.IsValid"/>.</param>
    public string Slot(string version) => Path.Combine(Releases, version);

    /// <summary>The unit files that a version ships: <c>opt/aops/releases/VERSION/units</c>.</summary>
    public string SlotUnits(string version) => Path.Combine(Slot(version), "units");

    /// <summary>
    /// <c>var/lib/aops/units</c>: exists while systemd runs the pair, even after its unit files were deleted.
    /// </summary>
    public string UnitsMark => Path.Combine(State, "units");

    /// <summary>Path at which an installation writes a unit file.</summary>
    /// <param name="unit">File name of the unit, with its suffix.</param>
    public string UnitFile(string unit) => Path.Combine(Root, "etc/systemd/system", unit);

    /// <summary>The program of a member in a slot: <c>opt/aops/releases/VERSION/bin/aops-spm</c>.</summary>
    public string SlotProgram(string version, Role role) =>
        Path.Combine(Slot(version), "bin", role.ProgramName());

    /// <summary>The local socket of a member of the pair.</summary>
    public string Socket(Role role) => Path.Combine(Run, $"{role.ShortName()}.sock");

    /// <summary>The lock of a member of the pair; it contains the pid of its owner as text.</summary>
    public string Lock(Role role) => Path.Combine(Run, $"{role.ShortName()}.lock");

    /// <summary>
    /// <c>run/aops/guard.lock</c>: the lock of the guard, the third process on hosts without a service manager.
    /// </summary>
    public string GuardLock => Path.Combine(Run, "guard.lock");

    /// <summary>The log of a member of the pair.</summary>
    public string LogFile(Role role) => Path.Combine(Log, $"{role.ShortName()}.log");

    /// <summary>The directory of a sub-agent's state and slots.</summary>
    public string SubAgent(string name) => Path.Combine(SubAgents, name);

    /// <summary>The slots of a sub-agent.</summary>
    public string SubAgentReleases(string name) => Path.Combine(SubAgent(name), "releases");

    /// <summary>The link to the current slot of a sub-agent.</summary>
    public string SubAgentCurrent(string name) => Path.Combine(SubAgent(name), "current");

    /// <summary>The checkpoint of a sub-agent's process, from which a restarted spm adopts it.</summary>
    public string SubAgentState(string name) => Path.Combine(SubAgent(name), "state.json");

    /// <summary>
    /// The specification that a sub-agent runs with: that of its package, overlaid with the server's changes.
    /// </summary>
    public string SubAgentSpec(string name) => Path.Combine(SubAgent(name), "spec.json");

    /// <summary>The captured output of a sub-agent.</summary>
    public string SubAgentLog(string name) => Path.Combine(Log, "subagents", $"{name}.log");
}
