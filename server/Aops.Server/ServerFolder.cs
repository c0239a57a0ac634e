using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Programs;
using Aops.Server.Certificates;
using Aops.Server.Security;

namespace Aops.Server;

/// <summary>
/// Paths in the server's data folder; no other code joins these names. The folder has mode 0700, secrets
/// have 0600.
/// </summary>
internal sealed class ServerFolder
{
    /// <summary>Name of <see cref="RestoreMark"/>.</summary>
    public const string RestoreMarkName = "restore.unfinished";

    /// <summary>Begin of the names of copies that are taken of the database before a new version changes it.</summary>
    public const string BeforeSchemaPrefix = "before-schema-";

    private ServerFolder(string root) => Root = root;

    public string Root { get; }

    /// <summary>The authorities that sign the server's certificate.</summary>
    public AuthorityFolder Authorities => new(Root);

    public string CaCertificate => Authorities.Certificate;

    public string CaKey => Authorities.Key;

    public string Certificate => Path.Combine(Root, "server.pem");

    public string CertificateKey => Path.Combine(Root, "server.key");

    public string OperatorToken => Path.Combine(Root, "operator.token");

    /// <summary>The default database.</summary>
    public string DatabaseFile => Path.Combine(Root, "aops.db");

    /// <summary>File with the name of the server's database, if that is not <see cref="DatabaseFile"/>.</summary>
    public string DatabaseName => Path.Combine(Root, "database.name");

    public string Repository => Path.Combine(Root, "repository");

    /// <summary>The first root of the repository, as trusted by this server.</summary>
    public string TrustRoot => Path.Combine(Root, "trusted-root.json");

    /// <summary>Verified metadata of the repository.</summary>
    public string Tuf => Path.Combine(Root, "tuf");

    /// <summary>The output of runs.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>The heads of the audit, written beside the database.</summary>
    public string AuditHeads => Path.Combine(Root, "audit-heads");

    public string Lock => Path.Combine(Root, "server.lock");

    private bool IsOfServer => new[] { CaCertificate, DatabaseFile, DatabaseName, RestoreMark }.Any(File.Exists);

    /// <summary>What the newest backup was.</summary>
    public string LastBackup => Path.Combine(Root, "last-backup.json");

    /// <summary>Is there while a backup is being put back into this folder.</summary>
    public string RestoreMark => Path.Combine(Root, RestoreMarkName);

    /// <summary>Opens the folder; creates it if there is none.</summary>
    /// <exception cref="StartupFault">It cannot be created or written, or a restore into it did not end.</exception>
    public static ServerFolder Open(string path)
    {
        var folder = Create(path);
        return !File.Exists(folder.RestoreMark) ? folder : throw new StartupFault(ExitCodes.BadData,
            $"a restore into the data folder {folder.Root} did not end ({File.ReadAllText(folder.RestoreMark).Trim()}); " +
            "repeat it: 'aops-server restore BACKUP --data " + folder.Root + "'");
    }

    /// <summary>Opens the folder of a server that has started before; nothing is made.</summary>
    /// <exception cref="StartupFault">It is none, it cannot be written, or a restore into it did not end.</exception>
    public static ServerFolder OpenStanding(string path)
    {
        var folder = new ServerFolder(Path.TrimEndingDirectorySeparator(AbsolutePath.Of(path)));
        if (folder.IsOfServer) return Open(path);
        var reason = Directory.Exists(folder.Root)
            ? $"is not the data folder of a server: it holds no {Path.GetFileName(folder.CaCertificate)} that this user may see"
            : "is not there";
        throw new StartupFault(ExitCodes.NoInput,
            $"{folder.Root} {reason}; name the folder by --data as the server has it, or start the server once; nothing was made");
    }

    /// <summary>The same for a restore, which may find the remains of another one.</summary>
    /// <exception cref="StartupFault">It cannot be created or written.</exception>
    public static ServerFolder Create(string path)
    {
        var root = Path.TrimEndingDirectorySeparator(AbsolutePath.Of(path));
        try
        {
            AtomicFile.CreateDirectory(root, AtomicFile.PrivateDirectory);
            // Reports now what the first write would report later.
            var probe = Path.Combine(root, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new ServerFolder(root);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.CannotWrite,
                $"the data folder {root} cannot be written ({e.Message}); make it writable for this user, " +
                "or give another one by --data", e);
        }
    }

    /// <summary>Ensures that no other server uses the folder.</summary>
    /// <exception cref="StartupFault">Another one does.</exception>
    public FileLock AcquireLock() => FileLock.TryAcquire(Lock) ?? throw new StartupFault(
        ExitCodes.AlreadyRunning,
        $"another server (process {FileLock.ReadOwner(Lock)}) uses the data folder {Root}; " +
        "stop it, or give another folder by --data");

    /// <summary>
    /// Reads the operator's token that the first start wrote, or writes one. The server verifies tokens
    /// only by their hashes in the database: this file is for the operator.
    /// </summary>
    public string OpenOperatorToken()
    {
        if (!File.Exists(OperatorToken))
            AtomicFile.Write(OperatorToken, Secrets.NewToken(Secrets.OperatorPrefix) + "\n");
        var token = File.ReadAllText(OperatorToken).Trim();
        return token.Length > 0
            ? token
            : throw new StartupFault(ExitCodes.BadData,
                $"{OperatorToken} is empty; delete it, and a new token is made");
    }
}
