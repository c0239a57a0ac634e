using System.Text.Json.Serialization;
using Aops.Server.Agents;
using Aops.Server.Commands;
using Aops.Server.Desired;
using Aops.Server.Enrolment;
using Aops.Server.Enrolment.Clones;
using Aops.Server.Events;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Detail;
using Aops.Server.Hosts.Facets;
using Aops.Server.Hosts.Labels;
using Aops.Server.Hosts.Listing;
using Aops.Server.Layers;
using Aops.Server.Operations;
using Aops.Server.Repository;

namespace Aops.Server;

/// <summary>JSON of the operator's API and of stored documents, in the style of the contracts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FleetPage))]
[JsonSerializable(typeof(FleetDetail))]
[JsonSerializable(typeof(BulkRemovalRequest))]
[JsonSerializable(typeof(BulkRemovalReply))]
[JsonSerializable(typeof(LayerDocument))]
[JsonSerializable(typeof(LayerRequest))]
[JsonSerializable(typeof(LayerPatchRequest))]
[JsonSerializable(typeof(RevertRequest))]
[JsonSerializable(typeof(RevisionView))]
[JsonSerializable(typeof(RevisionList))]
[JsonSerializable(typeof(LayerDiff))]
[JsonSerializable(typeof(LayerPreview))]
[JsonSerializable(typeof(OperationView))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(DesiredReply))]
[JsonSerializable(typeof(EnrolmentTokenRequest))]
[JsonSerializable(typeof(EnrolmentTokenCreated))]
[JsonSerializable(typeof(EnrolmentTokenList))]
[JsonSerializable(typeof(EnrolmentToken))]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentRequestList))]
[JsonSerializable(typeof(CloneRequest))]
[JsonSerializable(typeof(CloneRequestList))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(CommandView))]
[JsonSerializable(typeof(CommandList))]
[JsonSerializable(typeof(EventsReply))]
[JsonSerializable(typeof(HostTimeline))]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(ReleaseList))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(OperationList))]
[JsonSerializable(typeof(HostInventory))]
[JsonSerializable(typeof(HostSection))]
[JsonSerializable(typeof(HostView))]
[JsonSerializable(typeof(HostList))]
[JsonSerializable(typeof(FacetReply))]
[JsonSerializable(typeof(MatchReply))]
[JsonSerializable(typeof(FieldList))]
[JsonSerializable(typeof(Dictionary<string, string?>))]
[JsonSerializable(typeof(LabelReply))]
[JsonSerializable(typeof(BulkLabelRequest))]
[JsonSerializable(typeof(BulkLabelReply))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(GroupView))]
[JsonSerializable(typeof(GroupList))]
[JsonSerializable(typeof(GroupReply))]
internal sealed partial class ServerJson : JsonSerializerContext;
