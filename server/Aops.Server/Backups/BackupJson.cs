using System.Text.Json.Serialization;

namespace Aops.Server.Backups;

/// <summary>JSON of backups, written for people as well.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(LastBackup))]
internal sealed partial class BackupJson : JsonSerializerContext;
