using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Inventory;
using Aops.Contracts.Wire.Runs;

namespace Aops.Contracts.Tests;

/// <summary>docs/reference/PROTOCOL.md lists what the contracts have: every record, member, type and word, and no other.</summary>
public sealed class ProtocolPageTests
{
    // What begins an exchange; the rest is reached from these.
    private static readonly Type[] Roots =
    [
        typeof(RegisterRequest), typeof(RegisterReply), typeof(EnrolmentLook), typeof(HeartbeatRequest), typeof(HeartbeatReply), typeof(CommandResult),
        typeof(CommandLog), typeof(Problem), typeof(LocalMessage), typeof(WitnessTestimony),
        typeof(OsInventory), typeof(KernelInventory), typeof(LibcInventory), typeof(CpuInventory), typeof(MemoryInventory),
        typeof(DiskInventory), typeof(AddressInventory), typeof(PackageInventory), typeof(UnitInventory),
        typeof(RunReport), typeof(RunOutputReply), typeof(SignedCommand),
    ];

    private static readonly SortedSet<string> Enumerations = new(StringComparer.Ordinal);
    private static readonly SortedDictionary<string, List<string>> Records = ReadContracts();

    [Fact]
    public void Page_HasEveryRecordAndNoOther() =>
        Assert.Equal(Records.Keys, ProtocolPage.Records.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Page_HasEveryFieldWithItsType_AndNoOther()
    {
        foreach (var (record, fields) in Records)
        {
            var shown = ProtocolPage.Records[record].Select(field => $"{record}.{field}");
            Assert.Equal(fields.Select(field => $"{record}.{field}").Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Page_HasTheWordsOfEveryEnumeration() =>
        Assert.Equal(Enumerations, ProtocolPage.Enumerations.Order(StringComparer.Ordinal));

    [Fact]
    public void Page_SaysOfEveryField_WhatItIsAndWhoSetsIt()
    {
        Assert.Empty(ProtocolPage.Incomplete);
        Assert.True(ProtocolPage.Records.Values.Sum(fields => fields.Count) > 100);
    }

    private static SortedDictionary<string, List<string>> ReadContracts()
    {
        var records = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var open = new Queue<Type>(Roots);
        var seen = new HashSet<Type>();
        while (open.TryDequeue(out var type))
        {
            if (!seen.Add(type)) continue;
            var contract = ContractsJson.Default.GetTypeInfo(type)!;
            if (contract.PolymorphismOptions is { } options)
                foreach (var derived in options.DerivedTypes) open.Enqueue(derived.DerivedType);
            else
                records.Add(NameOf(type), [.. Travelling(contract).Select(property => Describe(property, open))]);
        }
        return records;
    }

    // What is ignored is neither read nor written.
    private static IEnumerable<JsonPropertyInfo> Travelling(JsonTypeInfo contract) =>
        contract.Properties.Where(property => property.Get is not null || property.Set is not null);

    private static string NameOf(Type type)
    {
        var kind = typeof(LocalMessage).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .FirstOrDefault(derived => derived.DerivedType == type)?.TypeDiscriminator;
        return kind is null ? type.Name : $"{type.Name} (`\"{kind}\"`)";
    }

    private static string Describe(JsonPropertyInfo property, Queue<Type> open) =>
        $"{property.Name}: {TypeOf(property.PropertyType, open)}{(property.IsRequired ? "" : "?")}";

    private static string TypeOf(Type type, Queue<Type> open)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return "boolean";
        if (type == typeof(int) || type == typeof(long)) return "integer";
        if (type == typeof(double)) return "number";
        if (type == typeof(DateTimeOffset)) return "time";
        if (type == typeof(JsonElement)) return "JSON";
        if (type.IsArray) return $"list of {TypeOf(type.GetElementType()!, open)}";
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return $"list of {TypeOf(type.GetGenericArguments()[0], open)}";
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return $"map of {TypeOf(type.GetGenericArguments()[1], open)}";
        if (type.IsEnum) Enumerations.Add(DescribeWords(type));
        else open.Enqueue(type);
        return type.Name;
    }

    private static string DescribeWords(Type type)
    {
        var words = Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName);
        var converter = type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType;
        var isOpen = converter is { IsGenericType: true } && converter.GetGenericTypeDefinition() == typeof(OpenEnumConverter<>);
        return $"{type.Name}: {string.Join(", ", words)}, open {(isOpen ? "yes" : "no")}";
    }
}
