using Aops.Server.Storage;

namespace Aops.Server.Tests.Support;

/// <summary>Writes of tests that make state which no operator has decided.</summary>
internal static class UnauditedWrites
{
    /// <summary>The write on this connection needs no audit row.</summary>
    public static StoreConnection Unaudited(this StoreConnection connection)
    {
        connection.Scope.CarryOut(0);
        return connection;
    }
}
