export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      ai_files: {
        Row: {
          bytes: string | null;
          created_at: string;
          index: number;
          job_id: string;
          media_type: string;
          object: string | null;
          sha256: string;
        };
        ComputedFields: never;
        Insert: {
          bytes?: string | null;
          created_at?: string;
          index: number;
          job_id: string;
          media_type: string;
          object?: string | null;
          sha256: string;
        };
        Update: {
          bytes?: string | null;
          created_at?: string;
          index?: number;
          job_id?: string;
          media_type?: string;
          object?: string | null;
          sha256?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'ai_files_job_id_fkey';
            columns: ['job_id'];
            isOneToOne: false;
            referencedRelation: 'ai_requests';
            referencedColumns: ['job_id'];
          },
        ];
      };
      ai_requests: {
        Row: {
          cached: boolean;
          cost_micro_usd: number | null;
          created_at: string;
          credits: number | null;
          error_kind: string | null;
          estimated_micro_usd: number | null;
          failure: Json | null;
          fetched_at: string | null;
          finished_at: string | null;
          job_id: string;
          model: string | null;
          operation: string;
          provider: string | null;
          provider_request_id: string | null;
          request_hash: string;
          result: Json | null;
          status: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          cached?: boolean;
          cost_micro_usd?: number | null;
          created_at?: string;
          credits?: number | null;
          error_kind?: string | null;
          estimated_micro_usd?: number | null;
          failure?: Json | null;
          fetched_at?: string | null;
          finished_at?: string | null;
          job_id: string;
          model?: string | null;
          operation: string;
          provider?: string | null;
          provider_request_id?: string | null;
          request_hash: string;
          result?: Json | null;
          status?: string;
          user_id: string;
        };
        Update: {
          cached?: boolean;
          cost_micro_usd?: number | null;
          created_at?: string;
          credits?: number | null;
          error_kind?: string | null;
          estimated_micro_usd?: number | null;
          failure?: Json | null;
          fetched_at?: string | null;
          finished_at?: string | null;
          job_id?: string;
          model?: string | null;
          operation?: string;
          provider?: string | null;
          provider_request_id?: string | null;
          request_hash?: string;
          result?: Json | null;
          status?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      ai_uploads: {
        Row: {
          bytes: number;
          created_at: string;
          job_id: string;
          media_type: string;
          name: string;
          object: string;
          removed_at: string | null;
          sha256: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          bytes: number;
          created_at?: string;
          job_id: string;
          media_type: string;
          name: string;
          object: string;
          removed_at?: string | null;
          sha256: string;
          user_id: string;
        };
        Update: {
          bytes?: number;
          created_at?: string;
          job_id?: string;
          media_type?: string;
          name?: string;
          object?: string;
          removed_at?: string | null;
          sha256?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      alerts: {
        Row: {
          acknowledged_at: string | null;
          acknowledged_by: string | null;
          closed_at: string | null;
          id: string;
          labels: NonNullable<Json>;
          message: string;
          opened_at: string;
          rule: string;
          severity: string;
        };
        ComputedFields: never;
        Insert: {
          acknowledged_at?: string | null;
          acknowledged_by?: string | null;
          closed_at?: string | null;
          id?: string;
          labels?: NonNullable<Json>;
          message: string;
          opened_at?: string;
          rule: string;
          severity: string;
        };
        Update: {
          acknowledged_at?: string | null;
          acknowledged_by?: string | null;
          closed_at?: string | null;
          id?: string;
          labels?: NonNullable<Json>;
          message?: string;
          opened_at?: string;
          rule?: string;
          severity?: string;
        };
        Relationships: [];
      };
      assets: {
        Row: {
          created_at: string;
          deleted_at: string | null;
          field_seqs: NonNullable<Json>;
          fields: NonNullable<Json>;
          key: string;
          seq: number;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          deleted_at?: string | null;
          field_seqs: NonNullable<Json>;
          fields: NonNullable<Json>;
          key: string;
          seq: number;
          user_id: string;
        };
        Update: {
          created_at?: string;
          deleted_at?: string | null;
          field_seqs?: NonNullable<Json>;
          fields?: NonNullable<Json>;
          key?: string;
          seq?: number;
          user_id?: string;
        };
        Relationships: [];
      };
      audit_log: {
        Row: {
          action: string;
          actor: string | null;
          at: string;
          details: NonNullable<Json>;
          hash: string;
          previous_hash: string;
          seq: number;
          subject: string;
        };
        ComputedFields: never;
        Insert: {
          action: string;
          actor?: string | null;
          at: string;
          details?: NonNullable<Json>;
          hash: string;
          previous_hash: string;
          seq: number;
          subject: string;
        };
        Update: {
          action?: string;
          actor?: string | null;
          at?: string;
          details?: NonNullable<Json>;
          hash?: string;
          previous_hash?: string;
          seq?: number;
          subject?: string;
        };
        Relationships: [];
      };
      billing_customers: {
        Row: {
          created_at: string;
          customer_ref: string;
          provider: string;
          reconciled_at: string | null;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          customer_ref: string;
          provider: string;
          reconciled_at?: string | null;
          user_id: string;
        };
        Update: {
          created_at?: string;
          customer_ref?: string;
          provider?: string;
          reconciled_at?: string | null;
          user_id?: string;
        };
        Relationships: [];
      };
      billing_duplicates: {
        Row: {
          ended_at: string | null;
          found_at: string;
          plan_id: string;
          provider: string;
          reason: string;
          refunded_cents: number | null;
          subscription_id: string;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          ended_at?: string | null;
          found_at?: string;
          plan_id: string;
          provider: string;
          reason: string;
          refunded_cents?: number | null;
          subscription_id: string;
          user_id?: string | null;
        };
        Update: {
          ended_at?: string | null;
          found_at?: string;
          plan_id?: string;
          provider?: string;
          reason?: string;
          refunded_cents?: number | null;
          subscription_id?: string;
          user_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'billing_duplicates_plan_id_fkey';
            columns: ['plan_id'];
            isOneToOne: false;
            referencedRelation: 'plans';
            referencedColumns: ['id'];
          },
        ];
      };
      billing_events: {
        Row: {
          delivery_id: string;
          error: string | null;
          occurred_at: string;
          outcome: string;
          provider: string;
          received_at: string;
          type: string;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          delivery_id: string;
          error?: string | null;
          occurred_at: string;
          outcome?: string;
          provider: string;
          received_at?: string;
          type: string;
          user_id?: string | null;
        };
        Update: {
          delivery_id?: string;
          error?: string | null;
          occurred_at?: string;
          outcome?: string;
          provider?: string;
          received_at?: string;
          type?: string;
          user_id?: string | null;
        };
        Relationships: [];
      };
      billing_handles: {
        Row: {
          created_at: string;
          handle: string;
          provider: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          handle: string;
          provider: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          handle?: string;
          provider?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      billing_operations: {
        Row: {
          created_at: string;
          finished_at: string | null;
          id: string;
          kind: string;
          provider: string;
          request: NonNullable<Json>;
          result: Json | null;
          state: string;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          finished_at?: string | null;
          id: string;
          kind: string;
          provider: string;
          request: NonNullable<Json>;
          result?: Json | null;
          state?: string;
          user_id?: string | null;
        };
        Update: {
          created_at?: string;
          finished_at?: string | null;
          id?: string;
          kind?: string;
          provider?: string;
          request?: NonNullable<Json>;
          result?: Json | null;
          state?: string;
          user_id?: string | null;
        };
        Relationships: [];
      };
      config_channels: {
        Row: {
          changed_at: string;
          changed_by: string | null;
          channel: string;
          percent: number;
          revision: number;
          stable_version: number;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          changed_at?: string;
          changed_by?: string | null;
          channel: string;
          percent?: number;
          revision?: number;
          stable_version: number;
          version: number;
        };
        Update: {
          changed_at?: string;
          changed_by?: string | null;
          channel?: string;
          percent?: number;
          revision?: number;
          stable_version?: number;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'config_channels_stable_version_fkey';
            columns: ['stable_version'];
            isOneToOne: false;
            referencedRelation: 'config_versions';
            referencedColumns: ['version'];
          },
          {
            foreignKeyName: 'config_channels_version_fkey';
            columns: ['version'];
            isOneToOne: false;
            referencedRelation: 'config_versions';
            referencedColumns: ['version'];
          },
        ];
      };
      config_versions: {
        Row: {
          author: string | null;
          channel: string;
          created_at: string;
          document: NonNullable<Json>;
          note: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          author?: string | null;
          channel: string;
          created_at?: string;
          document: NonNullable<Json>;
          note?: string;
          version?: never;
        };
        Update: {
          author?: string | null;
          channel?: string;
          created_at?: string;
          document?: NonNullable<Json>;
          note?: string;
          version?: never;
        };
        Relationships: [];
      };
      credit_accounts: {
        Row: {
          balance: number;
          held: number;
          updated_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          balance?: number;
          held?: number;
          updated_at?: string;
          user_id: string;
        };
        Update: {
          balance?: number;
          held?: number;
          updated_at?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      credit_holds: {
        Row: {
          amount: number;
          closed_at: string | null;
          created_at: string;
          job_id: string;
          request_hash: string;
          settled_amount: number | null;
          state: string;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          amount: number;
          closed_at?: string | null;
          created_at?: string;
          job_id: string;
          request_hash: string;
          settled_amount?: number | null;
          state?: string;
          user_id?: string | null;
        };
        Update: {
          amount?: number;
          closed_at?: string | null;
          created_at?: string;
          job_id?: string;
          request_hash?: string;
          settled_amount?: number | null;
          state?: string;
          user_id?: string | null;
        };
        Relationships: [];
      };
      credit_ledger: {
        Row: {
          balance_change: number;
          held_change: number;
          id: string;
          job_id: string | null;
          kind: string;
          recorded_at: string;
          reference: string | null;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          balance_change: number;
          held_change: number;
          id?: string;
          job_id?: string | null;
          kind: string;
          recorded_at?: string;
          reference?: string | null;
          user_id?: string | null;
        };
        Update: {
          balance_change?: number;
          held_change?: number;
          id?: string;
          job_id?: string | null;
          kind?: string;
          recorded_at?: string;
          reference?: string | null;
          user_id?: string | null;
        };
        Relationships: [];
      };
      credit_lots: {
        Row: {
          created_at: string;
          expires_at: string | null;
          granted: number;
          id: string;
          kind: string;
          reference: string | null;
          remaining: number;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          expires_at?: string | null;
          granted: number;
          id?: string;
          kind: string;
          reference?: string | null;
          remaining: number;
          user_id?: string | null;
        };
        Update: {
          created_at?: string;
          expires_at?: string | null;
          granted?: number;
          id?: string;
          kind?: string;
          reference?: string | null;
          remaining?: number;
          user_id?: string | null;
        };
        Relationships: [];
      };
      credit_packs: {
        Row: {
          active: boolean;
          cents: number;
          credits: number;
          id: string;
          valid_days: number;
        };
        ComputedFields: never;
        Insert: {
          active?: boolean;
          cents: number;
          credits: number;
          id: string;
          valid_days: number;
        };
        Update: {
          active?: boolean;
          cents?: number;
          credits?: number;
          id?: string;
          valid_days?: number;
        };
        Relationships: [];
      };
      credit_purchases: {
        Row: {
          created_at: string;
          credits: number;
          pack_id: string;
          paid_at: string;
          paid_cents: number;
          provider: string;
          purchase_id: string;
          refunded_cents: number;
          taken_back: number;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          credits: number;
          pack_id: string;
          paid_at: string;
          paid_cents: number;
          provider: string;
          purchase_id: string;
          refunded_cents?: number;
          taken_back?: number;
          user_id?: string | null;
        };
        Update: {
          created_at?: string;
          credits?: number;
          pack_id?: string;
          paid_at?: string;
          paid_cents?: number;
          provider?: string;
          purchase_id?: string;
          refunded_cents?: number;
          taken_back?: number;
          user_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'credit_purchases_pack_id_fkey';
            columns: ['pack_id'];
            isOneToOne: false;
            referencedRelation: 'credit_packs';
            referencedColumns: ['id'];
          },
        ];
      };
      credit_references: {
        Row: {
          created_at: string;
          reference: string;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          reference: string;
          user_id?: string | null;
        };
        Update: {
          created_at?: string;
          reference?: string;
          user_id?: string | null;
        };
        Relationships: [];
      };
      deletion_requests: {
        Row: {
          execute_after: string;
          reason: string | null;
          requested_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          execute_after?: string;
          reason?: string | null;
          requested_at?: string;
          user_id: string;
        };
        Update: {
          execute_after?: string;
          reason?: string | null;
          requested_at?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      devices: {
        Row: {
          app_version: string;
          created_at: string;
          id: string;
          last_seen_at: string;
          name: string;
          platform: string;
          pruned_n: number;
          revoked_at: string | null;
          session_id: string | null;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          app_version?: string;
          created_at?: string;
          id: string;
          last_seen_at?: string;
          name?: string;
          platform?: string;
          pruned_n?: number;
          revoked_at?: string | null;
          session_id?: string | null;
          user_id: string;
        };
        Update: {
          app_version?: string;
          created_at?: string;
          id?: string;
          last_seen_at?: string;
          name?: string;
          platform?: string;
          pruned_n?: number;
          revoked_at?: string | null;
          session_id?: string | null;
          user_id?: string;
        };
        Relationships: [];
      };
      entitlements: {
        Row: {
          features: NonNullable<Json>;
          offline_until: string | null;
          plan_id: string;
          updated_at: string;
          user_id: string;
          valid_until: string | null;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          features?: NonNullable<Json>;
          offline_until?: string | null;
          plan_id: string;
          updated_at?: string;
          user_id: string;
          valid_until?: string | null;
          version?: number;
        };
        Update: {
          features?: NonNullable<Json>;
          offline_until?: string | null;
          plan_id?: string;
          updated_at?: string;
          user_id?: string;
          valid_until?: string | null;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'entitlements_plan_id_fkey';
            columns: ['plan_id'];
            isOneToOne: false;
            referencedRelation: 'plans';
            referencedColumns: ['id'];
          },
        ];
      };
      external_identities: {
        Row: {
          created_at: string;
          issuer: string;
          last_used_at: string;
          provider: string;
          subject: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          issuer: string;
          last_used_at?: string;
          provider: string;
          subject: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          issuer?: string;
          last_used_at?: string;
          provider?: string;
          subject?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      feature_flags: {
        Row: {
          description: string;
          enabled: boolean;
          key: string;
          percent: number;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          description?: string;
          enabled?: boolean;
          key: string;
          percent?: number;
          updated_at?: string;
        };
        Update: {
          description?: string;
          enabled?: boolean;
          key?: string;
          percent?: number;
          updated_at?: string;
        };
        Relationships: [];
      };
      jobs: {
        Row: {
          created_at: string;
          deleted_at: string | null;
          field_seqs: NonNullable<Json>;
          fields: NonNullable<Json>;
          key: string;
          run: number | null;
          seq: number;
          status: string | null;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          deleted_at?: string | null;
          field_seqs: NonNullable<Json>;
          fields: NonNullable<Json>;
          key: string;
          run?: never;
          seq: number;
          status?: never;
          user_id: string;
        };
        Update: {
          created_at?: string;
          deleted_at?: string | null;
          field_seqs?: NonNullable<Json>;
          fields?: NonNullable<Json>;
          key?: string;
          run?: never;
          seq?: number;
          status?: never;
          user_id?: string;
        };
        Relationships: [];
      };
      metrics: {
        Row: {
          labels: NonNullable<Json>;
          name: string;
          recorded_at: string;
          value: number;
        };
        ComputedFields: never;
        Insert: {
          labels?: NonNullable<Json>;
          name: string;
          recorded_at?: string;
          value: number;
        };
        Update: {
          labels?: NonNullable<Json>;
          name?: string;
          recorded_at?: string;
          value?: number;
        };
        Relationships: [];
      };
      plans: {
        Row: {
          active: boolean;
          created_at: string;
          features: NonNullable<Json>;
          id: string;
          limits: NonNullable<Json>;
          monthly_cents: number;
          monthly_credits: number;
          name: string;
          place: number;
          trial_credits: number;
          trial_days: number;
          updated_at: string;
          yearly_cents: number;
        };
        ComputedFields: never;
        Insert: {
          active?: boolean;
          created_at?: string;
          features?: NonNullable<Json>;
          id: string;
          limits?: NonNullable<Json>;
          monthly_cents: number;
          monthly_credits?: number;
          name: string;
          place?: number;
          trial_credits?: number;
          trial_days?: number;
          updated_at?: string;
          yearly_cents?: number;
        };
        Update: {
          active?: boolean;
          created_at?: string;
          features?: NonNullable<Json>;
          id?: string;
          limits?: NonNullable<Json>;
          monthly_cents?: number;
          monthly_credits?: number;
          name?: string;
          place?: number;
          trial_credits?: number;
          trial_days?: number;
          updated_at?: string;
          yearly_cents?: number;
        };
        Relationships: [];
      };
      profiles: {
        Row: {
          avatar: string | null;
          created_at: string;
          display_name: string;
          locale: string;
          updated_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          avatar?: string | null;
          created_at?: string;
          display_name?: string;
          locale?: string;
          updated_at?: string;
          user_id: string;
        };
        Update: {
          avatar?: string | null;
          created_at?: string;
          display_name?: string;
          locale?: string;
          updated_at?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      provider_keys: {
        Row: {
          active: boolean;
          ciphertext: string;
          created_at: string;
          hint: string;
          id: string;
          nonce: string;
          provider: string;
          wrapping_key_version: number;
        };
        ComputedFields: never;
        Insert: {
          active?: boolean;
          ciphertext: string;
          created_at?: string;
          hint: string;
          id?: string;
          nonce: string;
          provider: string;
          wrapping_key_version: number;
        };
        Update: {
          active?: boolean;
          ciphertext?: string;
          created_at?: string;
          hint?: string;
          id?: string;
          nonce?: string;
          provider?: string;
          wrapping_key_version?: number;
        };
        Relationships: [];
      };
      rate_limits: {
        Row: {
          bucket: string;
          tokens: number;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          bucket: string;
          tokens: number;
          updated_at: string;
        };
        Update: {
          bucket?: string;
          tokens?: number;
          updated_at?: string;
        };
        Relationships: [];
      };
      recipes: {
        Row: {
          created_at: string;
          deleted_at: string | null;
          field_seqs: NonNullable<Json>;
          fields: NonNullable<Json>;
          key: string;
          seq: number;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          deleted_at?: string | null;
          field_seqs: NonNullable<Json>;
          fields: NonNullable<Json>;
          key: string;
          seq: number;
          user_id: string;
        };
        Update: {
          created_at?: string;
          deleted_at?: string | null;
          field_seqs?: NonNullable<Json>;
          fields?: NonNullable<Json>;
          key?: string;
          seq?: number;
          user_id?: string;
        };
        Relationships: [];
      };
      recovery_codes: {
        Row: {
          created_at: string;
          hash: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          hash: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          hash?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      response_cache: {
        Row: {
          created_at: string;
          expires_at: string;
          key: string;
          model: string;
          operation: string;
          response: NonNullable<Json>;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          expires_at: string;
          key: string;
          model: string;
          operation: string;
          response: NonNullable<Json>;
          user_id: string;
        };
        Update: {
          created_at?: string;
          expires_at?: string;
          key?: string;
          model?: string;
          operation?: string;
          response?: NonNullable<Json>;
          user_id?: string;
        };
        Relationships: [];
      };
      roles: {
        Row: {
          granted_at: string;
          granted_by: string | null;
          role: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          granted_at?: string;
          granted_by?: string | null;
          role: string;
          user_id: string;
        };
        Update: {
          granted_at?: string;
          granted_by?: string | null;
          role?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      settings: {
        Row: {
          created_at: string;
          deleted_at: string | null;
          field_seqs: NonNullable<Json>;
          fields: NonNullable<Json>;
          key: string;
          seq: number;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          deleted_at?: string | null;
          field_seqs: NonNullable<Json>;
          fields: NonNullable<Json>;
          key: string;
          seq: number;
          user_id: string;
        };
        Update: {
          created_at?: string;
          deleted_at?: string | null;
          field_seqs?: NonNullable<Json>;
          fields?: NonNullable<Json>;
          key?: string;
          seq?: number;
          user_id?: string;
        };
        Relationships: [];
      };
      subscriptions: {
        Row: {
          billing_interval: string;
          cancel_at_period_end: boolean;
          created_at: string;
          granted_until: string | null;
          grants: boolean;
          id: string;
          pending_plan_id: string | null;
          period_end: string | null;
          period_start: string | null;
          plan_id: string;
          provider: string;
          provider_subscription_id: string;
          provider_updated_at: string;
          started_at: string | null;
          status: string;
          updated_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          billing_interval?: string;
          cancel_at_period_end?: boolean;
          created_at?: string;
          granted_until?: string | null;
          grants?: boolean;
          id?: string;
          pending_plan_id?: string | null;
          period_end?: string | null;
          period_start?: string | null;
          plan_id: string;
          provider: string;
          provider_subscription_id: string;
          provider_updated_at: string;
          started_at?: string | null;
          status: string;
          updated_at?: string;
          user_id: string;
        };
        Update: {
          billing_interval?: string;
          cancel_at_period_end?: boolean;
          created_at?: string;
          granted_until?: string | null;
          grants?: boolean;
          id?: string;
          pending_plan_id?: string | null;
          period_end?: string | null;
          period_start?: string | null;
          plan_id?: string;
          provider?: string;
          provider_subscription_id?: string;
          provider_updated_at?: string;
          started_at?: string | null;
          status?: string;
          updated_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'subscriptions_pending_plan_id_fkey';
            columns: ['pending_plan_id'];
            isOneToOne: false;
            referencedRelation: 'plans';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'subscriptions_plan_id_fkey';
            columns: ['plan_id'];
            isOneToOne: false;
            referencedRelation: 'plans';
            referencedColumns: ['id'];
          },
        ];
      };
      sync_head: {
        Row: {
          epoch: string;
          lost: NonNullable<Json>;
          min_cursor: number;
          seq: number;
          updated_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          epoch?: string;
          lost?: NonNullable<Json>;
          min_cursor?: number;
          seq?: number;
          updated_at?: string;
          user_id: string;
        };
        Update: {
          epoch?: string;
          lost?: NonNullable<Json>;
          min_cursor?: number;
          seq?: number;
          updated_at?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      sync_ops: {
        Row: {
          created_at: string;
          deleted: boolean;
          device_id: string;
          fields: NonNullable<Json>;
          hash: string;
          key: string;
          kind: string;
          n: number;
          op_id: string;
          overwritten: NonNullable<Json>;
          seq: number;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          deleted: boolean;
          device_id: string;
          fields: NonNullable<Json>;
          hash: string;
          key: string;
          kind: string;
          n: number;
          op_id: string;
          overwritten: NonNullable<Json>;
          seq: number;
          user_id: string;
        };
        Update: {
          created_at?: string;
          deleted?: boolean;
          device_id?: string;
          fields?: NonNullable<Json>;
          hash?: string;
          key?: string;
          kind?: string;
          n?: number;
          op_id?: string;
          overwritten?: NonNullable<Json>;
          seq?: number;
          user_id?: string;
        };
        Relationships: [];
      };
      trial_uses: {
        Row: {
          began_at: string;
          person: string;
          provider: string;
          subscription_id: string;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          began_at?: string;
          person: string;
          provider: string;
          subscription_id: string;
          user_id?: string | null;
        };
        Update: {
          began_at?: string;
          person?: string;
          provider?: string;
          subscription_id?: string;
          user_id?: string | null;
        };
        Relationships: [];
      };
      usage_ledger: {
        Row: {
          corrects: string | null;
          cost_micro_usd: number;
          device_id: string | null;
          id: string;
          job_id: string | null;
          model: string;
          occurred_at: string;
          operation: string;
          provider: string;
          recorded_at: string;
          simulated: boolean;
          user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          corrects?: string | null;
          cost_micro_usd: number;
          device_id?: string | null;
          id: string;
          job_id?: string | null;
          model?: string;
          occurred_at: string;
          operation: string;
          provider: string;
          recorded_at?: string;
          simulated?: boolean;
          user_id?: string | null;
        };
        Update: {
          corrects?: string | null;
          cost_micro_usd?: number;
          device_id?: string | null;
          id?: string;
          job_id?: string | null;
          model?: string;
          occurred_at?: string;
          operation?: string;
          provider?: string;
          recorded_at?: string;
          simulated?: boolean;
          user_id?: string | null;
        };
        Relationships: [];
      };
      usage_reports: {
        Row: {
          credits: number;
          id: string;
          job_id: string;
          sent_at: string | null;
          spent_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          credits: number;
          id?: string;
          job_id: string;
          sent_at?: string | null;
          spent_at?: string;
          user_id: string;
        };
        Update: {
          credits?: number;
          id?: string;
          job_id?: string;
          sent_at?: string | null;
          spent_at?: string;
          user_id?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      ai_margins: {
        Row: {
          cached: number | null;
          cost_micro_usd: number | null;
          credits: number | null;
          day: string | null;
          failed: number | null;
          margin_micro_usd: number | null;
          model: string | null;
          operation: string;
          requests: number | null;
          unsure_micro_usd: number | null;
          worth_micro_usd: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      credit_drift: {
        Row: {
          balance: number;
          held: number;
          in_holds: number | null;
          in_ledger: number | null;
          in_lots: number | null;
          user_id: string;
        };
        ComputedFields: never;
        Relationships: [];
      };
    };
    Functions: {
      admit_config: { Args: { document: Json }; Returns: undefined };
      ai_accept: {
        Args: {
          account: string;
          credits: number;
          estimate: number;
          job: string;
          model: string;
          operation: string;
          request_hash: string;
        };
        Returns: string;
      };
      ai_answer_again: {
        Args: {
          account: string;
          answer: Json;
          job: string;
          model: string;
          operation: string;
          request_hash: string;
        };
        Returns: string;
      };
      ai_conclude: {
        Args: {
          answer: Json;
          cost: number;
          credits: number;
          job: string;
          model: string;
          outcome: string;
          provider_request: string;
        };
        Returns: undefined;
      };
      ai_grant_upload: {
        Args: {
          account: string;
          bytes: number;
          file_name: string;
          job: string;
          media_type: string;
          sha256: string;
        };
        Returns: string;
      };
      ai_sweep: { Args: Record<PropertyKey, never>; Returns: number };
      audit_log_break: { Args: Record<PropertyKey, never>; Returns: number };
      billing_apply: {
        Args: {
          account: string;
          asked_at: string;
          customer_ref: string;
          provider: string;
          purchases?: Json;
          subscriptions: Json;
        };
        Returns: Json;
      };
      billing_begin: {
        Args: { account: string; kind: string; operation: string; provider: string; request: Json };
        Returns: string;
      };
      billing_finish: {
        Args: { answer?: Json; operation: string; outcome: string };
        Returns: undefined;
      };
      billing_tried: { Args: { account: string }; Returns: boolean };
      config_overview: { Args: { channel: string }; Returns: Json };
      credit_grant: {
        Args: {
          account: string;
          amount: number;
          expires_at?: string;
          kind: string;
          reference: string;
        };
        Returns: boolean;
      };
      credit_release: { Args: { job: string }; Returns: string };
      credit_reserve: {
        Args: { account: string; amount: number; job: string; request_hash: string };
        Returns: string;
      };
      credit_settle: { Args: { job: string; spent: number }; Returns: string };
      credit_take_back: {
        Args: { account: string; amount: number; reference: string };
        Returns: number;
      };
      credits_expire: { Args: { most?: number }; Returns: number };
      current_config: { Args: { channel: string; installation?: string }; Returns: Json };
      current_plan: { Args: Record<PropertyKey, never>; Returns: Json };
      custom_access_token_hook: { Args: { event: Json }; Returns: Json };
      list_devices: {
        Args: Record<PropertyKey, never>;
        Returns: {
          app_version: string;
          created_at: string;
          id: string;
          is_this: boolean;
          last_seen_at: string;
          name: string;
          platform: string;
          revoked_at: string;
          signed_in: boolean;
          user_agent: string;
        }[];
      };
      publish_config: {
        Args: {
          channel: string;
          document: Json;
          note?: string;
          percent?: number;
          seen_revision?: number;
        };
        Returns: {
          changed_at: string;
          changed_by: string | null;
          channel: string;
          percent: number;
          revision: number;
          stable_version: number;
          version: number;
        };
        SetofOptions: {
          from: '*';
          to: 'config_channels';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      rate_limit_take: {
        Args: { bucket: string; capacity: number; cost?: number; per_second: number };
        Returns: {
          allowed: boolean;
          retry_after_seconds: number;
        }[];
      };
      recovery_codes_left: { Args: Record<PropertyKey, never>; Returns: number };
      register_device: {
        Args: { app_version?: string; device: string; name?: string; platform?: string };
        Returns: undefined;
      };
      renew_recovery_codes: { Args: Record<PropertyKey, never>; Returns: string[] };
      revoke_device: { Args: { device: string }; Returns: boolean };
      rollback_config: {
        Args: { channel: string; seen_revision?: number; to_version?: number };
        Returns: {
          changed_at: string;
          changed_by: string | null;
          channel: string;
          percent: number;
          revision: number;
          stable_version: number;
          version: number;
        };
        SetofOptions: {
          from: '*';
          to: 'config_channels';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      set_config_percent: {
        Args: { channel: string; percent: number; seen_revision?: number };
        Returns: {
          changed_at: string;
          changed_by: string | null;
          channel: string;
          percent: number;
          revision: number;
          stable_version: number;
          version: number;
        };
        SetofOptions: {
          from: '*';
          to: 'config_channels';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      set_role: { Args: { new_role: string; target: string }; Returns: undefined };
      sync_pull: { Args: { cursor?: Json; max_changes?: number }; Returns: Json };
      sync_push: { Args: { device: string; ops: Json }; Returns: Json };
      use_recovery_code: { Args: { code: string }; Returns: Json };
      watch: { Args: { thresholds: Json }; Returns: Json };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    ? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema['Tables']
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema['Tables']
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema['Enums']
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
    ? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema['CompositeTypes']
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
    ? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {},
  },
} as const;
