using Aops.Server.Storage;

namespace Aops.Server.Deployments.Facts;

/// <summary>What runs tell of their deployments, within a transaction.</summary>
internal static class DeploymentRunRows
{
    /// <summary>A run of it was started.</summary>
    public static void Count(StoreConnection connection, string deployment) =>
        connection.Prepare("UPDATE deployment SET runs = runs + 1 WHERE name = @name").Set("@name", deployment).Run();
}
