using System.Net;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Inventory;
using Aops.Query.Evaluation;
using Aops.Server.Hosts;
using Aops.Server.Inventory;
using Aops.Server.Storage;

namespace Aops.Server.Tests.Support;

/// <summary>Stores inventories from which a host has given facts, by what stores those of hosts.</summary>
internal static class InventorySeed
{
    public static void Store(StoreConnection connection, HostFacts host)
    {
        foreach (var (section, content) in Sections(host))
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(content.ToJsonString());
            var name = new InventoryName(section, InventoryHash.Of(bytes));
            if (InventoryRows.Name(connection, host.Id, new Dictionary<string, string> { [section] = name.Hash }, host.EnrolledAt).Count == 0)
                continue;
            var document = InventoryReader.Read(section, bytes);
            Assert.Equal(InventoryOutcome.Stored, InventoryRows.Add(connection, host.Id, name, document, host.EnrolledAt));
        }
    }

    private static IEnumerable<(string Section, JsonObject Content)> Sections(HostFacts host)
    {
        if (host.OsId + host.OsVersion != "")
            yield return ("os", new JsonObject { ["id"] = host.OsId, ["version"] = host.OsVersion });
        if (host.KernelVersion != "") yield return ("kernel", new JsonObject { ["release"] = host.KernelVersion + "-13-amd64" });
        if (host.Libc + host.LibcVersion != "")
            yield return ("libc", new JsonObject { ["name"] = host.Libc, ["version"] = host.LibcVersion });
        if (host.CpuCount is { } count) yield return ("cpu", new JsonObject { ["count"] = count });
        if (host.MemoryBytes is { } bytes) yield return ("memory", new JsonObject { ["totalBytes"] = bytes });
        if (host.DiskFree is { } free)
            yield return ("disks", new JsonObject { ["volumes"] = new JsonArray(new JsonObject { ["path"] = "/", ["freePercent"] = free }) });
        if (host.Addresses.Count > 0)
        {
            yield return ("addresses", new JsonObject
            {
                ["addresses"] = new JsonArray([.. host.Addresses.Select(key => (JsonNode)new JsonObject
                {
                    ["address"] = new IPAddress(Convert.FromHexString(key)).ToString(),
                })]),
            });
        }
        if (host.Packages.Count == 0) yield break;
        yield return ("packages", new JsonObject
        {
            ["packages"] = new JsonArray([.. host.Packages.SelectMany(package => package.Value.Select(
                version => (JsonNode)new JsonObject { ["name"] = package.Key, ["version"] = version }))]),
        });
    }
}
