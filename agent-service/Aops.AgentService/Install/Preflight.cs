using Aops.AgentService.Enrolment;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Crypto;

namespace Aops.AgentService.Install;

/// <summary>The checks before an install. They leave no files behind.</summary>
internal sealed class Preflight(AopsLayout layout, InstallOptions options)
{
    private readonly List<string> _notes = [];

    /// <summary>Checks everything that can be checked without the server.</summary>
    /// <exception cref="ServiceException">Something is missing or wrong; nothing was changed.</exception>
    internal InstallPlan Check()
    {
        if (OpenSsl.FindFault() is { } fault)
            throw new ServiceException($"{fault}; nothing was changed", ExitCodes.Unavailable);
        RequireRights();
        RequireRoom();
        FolderCheck.Require(layout, IsInstalled);
        var (endpoint, newConf, isOtherServer, proxy, hostName) = Settings();
        var identity = ReadIdentity();
        if (options.Token is null && identity is null)
        {
            throw new ServiceException(
                "this host is not enrolled, so an enrolment token is needed: --token, --token-file, AOPS_TOKEN or "
                + $"{layout.EnrolmentToken}; "
                + "nothing was changed", ExitCodes.Usage);
        }
        if (options.Bundle is { } bundle && !File.Exists(bundle))
            throw new ServiceException($"the bundle {bundle} is not there; nothing was changed", ExitCodes.NoInput);
        var caPem = ReadCa(isOtherServer, identity);
        return new()
        {
            Endpoint = endpoint,
            Proxy = proxy,
            IsOtherServer = isOtherServer,
            HostName = options.HostName ?? hostName,
            NewConf = options.HostName is { } name && name != hostName
                ? ConfigFileEditor.SetHostName(newConf ?? File.ReadAllText(layout.Conf), name)
                : newConf,
            Identity = identity,
            CaPem = caPem.Content,
            Authority = caPem.Path is null ? null : ReadAuthority(caPem.Path),
            TrustRoot = ReadTrustRoot(isOtherServer),
            IsUpgradeOfOlder = IsInstalled,
            Notes = _notes,
        };
    }

    private bool IsInstalled => File.Exists(layout.Journal) || File.Exists(layout.LauncherProgram);

    private void RequireRights()
    {
        if (layout.Root == "/" && !CurrentUser.IsRoot)
        {
            throw new ServiceException(
                "installing into / needs root; run this with sudo, or name another folder with --root; "
                + "nothing was changed", ExitCodes.NoPermission);
        }
    }

    private void RequireRoom()
    {
        var existing = layout.Root;
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing) ?? "/";
        var free = new DriveInfo(existing).AvailableFreeSpace;
        if (free < Limits.DiskReserveBytes)
        {
            throw new ServiceException(
                $"only {Quantity.Format(free / 1024 * 1024)} are free below {existing}, and at least "
                + $"{Quantity.Format(Limits.DiskReserveBytes)} are needed; nothing was changed", ExitCodes.CannotWrite);
        }
    }

    private (Uri Endpoint, string? NewConf, bool IsOtherServer, string Proxy, string? HostName) Settings()
    {
        if (!File.Exists(layout.Conf))
        {
            var given = options.Endpoint ?? throw new ServiceException(
                "--endpoint is missing: the https:// address of the server; nothing was changed", ExitCodes.Usage);
            return (given, SettingsFile.Template(given, ProxyToKeep(given)), true, ServerProxy.FromEnvironment, null);
        }
        var (settings, faults) = SettingsFile.Read(layout.Conf);
        if (faults.Count > 0)
        {
            throw new ServiceException(
                string.Join("\n", faults) + $"\n{layout.Conf} is refused; mend it, or move it away, and install again; "
                + "nothing was changed", ExitCodes.Config);
        }
        var current = settings.HeartbeatServer;
        if (options.Endpoint is null || options.Endpoint == current)
        {
            return (current ?? throw new ServiceException(
                $"--endpoint is missing, and {layout.Conf} has no heartbeatSrv; nothing was changed",
                ExitCodes.Usage), null, false, settings.Proxy, settings.HostName);
        }
        _notes.Add($"{layout.Conf}: heartbeatSrv becomes {options.Endpoint.GetLeftPart(UriPartial.Authority)}; "
            + "all other lines stay as they are");
        var edited = ConfigFileEditor.SetServer(File.ReadAllText(layout.Conf), options.Endpoint);
        return (options.Endpoint, edited, true, settings.Proxy, settings.HostName);
    }

    // A service does not inherit the environment of the operator who installs it.
    private Uri? ProxyToKeep(Uri server)
    {
        if (ServerProxy.OfEnvironment(server) is not { } proxy) return null;
        var isPlain = proxy.Scheme == Uri.UriSchemeHttp && proxy.UserInfo.Length == 0;
        _notes.Add(isPlain
            ? $"the proxy {proxy.GetLeftPart(UriPartial.Authority)} of the environment is written to {layout.Conf}"
            : $"the proxy of the environment is used for this install alone: write it to {layout.Conf} as 'proxy'");
        return isPlain ? proxy : null;
    }

    private Identity? ReadIdentity()
    {
        try
        {
            return IdentityFile.Read(layout);
        }
        catch (InvalidDataException e) when (options.Token is not null)
        {
            _notes.Add($"{e.Message}; this host gets a new identity");
            return null;
        }
    }

    private (byte[]? Content, string? Path) ReadCa(bool isOtherServer, Identity? identity)
    {
        if (options.CaFile is { } file)
        {
            return File.Exists(file)
                ? (File.ReadAllBytes(file), file)
                : throw new ServiceException(
                    $"the certificate file {file} is not there; nothing was changed", ExitCodes.NoInput);
        }
        foreach (var pinned in new[] { layout.TrustCa, layout.SeedTrustCa })
            if (File.Exists(pinned)) return (File.ReadAllBytes(pinned), pinned);
        if (identity is { IsPinned: true } && options.CaFingerprint is null)
            throw new ServiceException($"{AuthorityPin.Lost(layout)}; nothing was changed", ExitCodes.NoInput);
        if (isOtherServer && options.CaFingerprint is null)
            _notes.Add("no --ca was given: the server is checked against the authorities of this host");
        return (null, null);
    }

    private static System.Security.Cryptography.X509Certificates.X509Certificate2Collection? ReadAuthority(string path)
    {
        try
        {
            return PinnedHttp.ReadAuthority(path);
        }
        catch (InvalidDataException e)
        {
            throw new ServiceException($"{e.Message}; nothing was changed", ExitCodes.BadData);
        }
    }

    private byte[]? ReadTrustRoot(bool isOtherServer)
    {
        if (options.TrustRoot is { } file)
        {
            return File.Exists(file)
                ? File.ReadAllBytes(file)
                : throw new ServiceException(
                    $"the root of trust {file} is not there; nothing was changed", ExitCodes.NoInput);
        }
        // Another server has another root of trust, which is fetched over the pinned connection.
        if (!isOtherServer && File.Exists(layout.TrustRoot)) return File.ReadAllBytes(layout.TrustRoot);
        return File.Exists(layout.SeedTrustRoot) ? File.ReadAllBytes(layout.SeedTrustRoot) : null;
    }
}
