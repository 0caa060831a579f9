//! A small document in the form of Graph's.

use graph_entity_schema::{Apis, Metadata};

pub(crate) const DOCUMENT: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="runState">
    <Member Name="unknown" Value="0" /><Member Name="success" Value="1" /><Member Name="unknownFutureValue" Value="2" />
  </EnumType>
  <EnumType Name="days" IsFlags="true"><Member Name="monday" Value="1" /><Member Name="tuesday" Value="2" /></EnumType>
  <TypeDefinition Name="code" UnderlyingType="Edm.String" />
  <ComplexType Name="owner" OpenType="true">
    <Property Name="name" Type="Edm.String" />
    <Property Name="score" Type="Edm.Int32"><Annotation Term="Org.OData.Core.V1.Computed" /></Property>
  </ComplexType>
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key>
    <Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="device" BaseType="graph.entity">
    <Property Name="displayName" Type="Edm.String" />
    <Property Name="serialNumber" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.Computed" /></Property>
    <Property Name="platform" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.Immutable" /></Property>
    <Property Name="lastSync" Type="Edm.DateTimeOffset" Nullable="false" />
    <Property Name="state" Type="graph.runState" />
    <Property Name="days" Type="graph.days" />
    <Property Name="tags" Type="Collection(Edm.String)" />
    <Property Name="notes" Type="Collection(Edm.String)" Nullable="true" />
    <Property Name="owner" Type="graph.owner" />
    <Property Name="code" Type="graph.code" />
    <Property Name="place" Type="Edm.GeographyPoint" />
    <Property Name="icon" Type="Edm.Stream" />
    <Property Name="template" Type="graph.category" />
    <NavigationProperty Name="category" Type="graph.category" />
    <NavigationProperty Name="children" Type="Collection(graph.device)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="phone" BaseType="graph.device">
    <Property Name="number" Type="Edm.String" />
    <NavigationProperty Name="calls" Type="Collection(graph.call)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="call" BaseType="graph.entity" />
  <EntityType Name="category">
    <Key><PropertyRef Name="tenantId" /></Key>
    <Property Name="tenantId" Type="Edm.Guid" Nullable="false" />
    <Annotation Term="Org.OData.Core.V1.AlternateKeys"><Collection><Record>
      <PropertyValue Property="Key"><Collection><Record>
        <PropertyValue Property="Name" PropertyPath="slug" /><PropertyValue Property="Alias" String="slug" />
      </Record></Collection></PropertyValue>
    </Record></Collection></Annotation>
  </EntityType>
  <EntityType Name="pair">
    <Key><PropertyRef Name="left" /><PropertyRef Name="right" /></Key>
    <Property Name="left" Type="Edm.String" Nullable="false" />
    <Property Name="right" Type="Edm.String" Nullable="false" />
  </EntityType>
  <Action Name="wipe" IsBound="true">
    <Parameter Name="bindingParameter" Type="graph.device" />
    <Parameter Name="keepData" Type="Edm.Boolean" Nullable="false" />
    <Parameter Name="pin" Type="Edm.String" />
  </Action>
  <Action Name="pairWith" IsBound="true">
    <Parameter Name="bindingParameter" Type="graph.device" /><Parameter Name="other" Type="graph.device" />
  </Action>
  <Action Name="dial" IsBound="true"><Parameter Name="bindingParameter" Type="graph.phone" /></Action>
  <Action Name="ping"><Parameter Name="text" Type="Edm.String" /></Action>
  <Function Name="find" IsBound="true" IsComposable="true">
    <Parameter Name="bindingParameter" Type="Collection(graph.device)" />
    <Parameter Name="serial" Type="Edm.String" />
    <ReturnType Type="graph.device" />
  </Function>
  <Function Name="report" IsBound="true">
    <Parameter Name="bindingParameter" Type="graph.device" />
    <Parameter Name="period" Type="Edm.String" />
    <ReturnType Type="Edm.Stream" />
  </Function>
  <Function Name="report" IsBound="true">
    <Parameter Name="bindingParameter" Type="graph.device" />
    <Parameter Name="period" Type="Edm.Int32" />
    <Parameter Name="day" Type="Edm.Date" />
    <ReturnType Type="Collection(graph.owner)" />
  </Function>
  <Function Name="near" IsBound="true">
    <Parameter Name="bindingParameter" Type="graph.device" />
    <Parameter Name="zip" Type="Edm.Int32" />
    <ReturnType Type="Edm.String" />
  </Function>
  <Function Name="near" IsBound="true">
    <Parameter Name="bindingParameter" Type="graph.device" />
    <Parameter Name="zip" Type="Edm.String" Nullable="false" />
    <Parameter Name="place" Type="Edm.String" />
    <ReturnType Type="Edm.String" />
  </Function>
  <EntityContainer Name="GraphService">
    <EntitySet Name="devices" EntityType="graph.device" />
    <EntitySet Name="categories" EntityType="graph.category" />
    <EntitySet Name="pairs" EntityType="graph.pair" />
    <Singleton Name="thisDevice" Type="graph.phone" />
    <ActionImport Name="ping" Action="graph.ping" />
  </EntityContainer>
</Schema>
<Schema Namespace="microsoft.graph.security" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="alert" BaseType="graph.entity" />
</Schema>
</edmx:DataServices></edmx:Edmx>"#;

pub(crate) fn beta() -> Metadata {
    Metadata::parse("beta.xml", DOCUMENT).expect("a valid document")
}

/// A later document, without the sentinel and with another entity.
fn stable() -> Metadata {
    let text = DOCUMENT
        .replace(r#"<Member Name="unknownFutureValue" Value="2" />"#, r#"<Member Name="paused" Value="2" />"#)
        .replace(r#"<EntityType Name="call""#, r#"<EntityType Name="message""#)
        .replace("graph.call)", "graph.message)")
        .replace(r#"<Property Name="number" Type"#, r#"<Property Name="roaming" Type"#);
    Metadata::parse("v1.0.xml", &text).expect("a valid document")
}

pub(crate) fn apis() -> Apis {
    Apis::from([("beta".to_owned(), beta()), ("v1.0".to_owned(), stable())])
}
