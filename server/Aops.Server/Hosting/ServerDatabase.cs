using System.Data.Common;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Server.Storage;

namespace Aops.Server.Hosting;

/// <summary>
/// Opens the database of a data folder. If its server uses another database than the file in the folder,
/// the folder names it (<c>database.name</c>) and is not opened without its address: a server that silently
/// started with an empty database would know none of its hosts.
/// </summary>
internal static class ServerDatabase
{
    /// <summary>Opens the database.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="address">The database; null for the file in the folder.</param>
    /// <param name="lockWait">
    /// For the server: how long it waits for another one to end; null for a program beside it.
    /// </param>
    /// <param name="clock">Gives the times of audit rows; null for the time of the system.</param>
    /// <exception cref="StartupFault">It cannot be opened.</exception>
    public static Database Open(
        ServerFolder folder, DatabaseAddress? address, TimeSpan? lockWait, TimeProvider? clock = null)
    {
        var named = Resolve(folder, address);
        var database = OpenNamed(folder, named, lockWait, clock);
        if (named.Name != folder.DatabaseFile && lockWait is not null && ReadName(folder) != named.Name)
            AtomicFile.Write(folder.DatabaseName, named.Name + "\n");
        return database;
    }

    /// <summary>Which database the folder's server uses; it is not opened.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="address">The database that was named; null for none.</param>
    /// <exception cref="StartupFault">None was named, and the folder's server uses another one than its own file.</exception>
    public static DatabaseAddress Resolve(ServerFolder folder, DatabaseAddress? address)
    {
        address ??= new DatabaseAddress.Sqlite(folder.DatabaseFile);
        if (address.Name != folder.DatabaseFile || ReadName(folder) is not { } known) return address;
        throw new StartupFault(ExitCodes.Usage,
            $"the server of {folder.Root} uses the database {known}, and none was given: name it by --database, " +
            $"--database-file or AOPS_DATABASE. Who wants to begin without it deletes {folder.DatabaseName}");
    }

    private static Database OpenNamed(
        ServerFolder folder, DatabaseAddress address, TimeSpan? lockWait, TimeProvider? clock)
    {
        try
        {
            if (address is DatabaseAddress.Sqlite { File: var file } && !File.Exists(file))
                AtomicFile.Write(file, [], AtomicFile.Private);
            MigrationCopy.TakeIfNeeded(folder, address);
            return Database.Open(address.Open(lockWait), clock);
        }
        catch (StoreException e)
        {
            throw new StartupFault(ExitCodeOf(e.Kind, address), e.Kind == StoreFaultKind.InUse
                ? e.Message
                : $"the database {address.Name} cannot be opened: {e.Reason}", e);
        }
        catch (DbException e)
        {
            throw new StartupFault(
                address is DatabaseAddress.Sqlite ? ExitCodes.CannotWrite : ExitCodes.Unavailable,
                $"the database {address.Name} cannot be opened: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new StartupFault(ExitCodes.CannotWrite,
                $"the database {address.Name} cannot be opened: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            var wayBack = MigrationCopy.FindFor(folder) is { } copy ? $". The database of before is {copy}" : "";
            throw new StartupFault(ExitCodes.BadData, e.Message + wayBack, e);
        }
    }

    private static string? ReadName(ServerFolder folder) =>
        File.Exists(folder.DatabaseName) ? File.ReadAllText(folder.DatabaseName).Trim() : null;

    private static int ExitCodeOf(StoreFaultKind kind, DatabaseAddress address) =>
        kind == StoreFaultKind.InUse ? ExitCodes.AlreadyRunning
        : address is DatabaseAddress.Sqlite ? ExitCodes.CannotWrite
        : ExitCodes.Unavailable;
}
